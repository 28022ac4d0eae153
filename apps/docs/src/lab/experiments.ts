import type { Experiment } from '@thaw/experiments/experiment';

/** The experiments a page can run. Each is fetched when a reader first runs it. */
export const experiments = {
  xor: async () => (await import('@thaw/experiments/xor')).xor,
} satisfies Record<string, () => Promise<Experiment>>;

/** What `<Lab experiment="…" />` may name. */
export type ExperimentId = keyof typeof experiments;
