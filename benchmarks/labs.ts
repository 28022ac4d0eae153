import type { Findings, Other } from './measurements.ts';
import { mark } from './table.ts';

/** What one chapter's Lab did. */
interface Measured {
  readonly page: string;
  /** From Run to the first loss drawn. */
  readonly firstLossSeconds: number;
  /** The mean of the last tenth of the losses of the first part, by that of the first tenth, 10 s after Run or at its end. */
  readonly ratio: number;
  /** How many losses these are. */
  readonly losses: number;
  /** When that was, after Run. */
  readonly seconds: number;
}

/** At most so long from Run to the first loss. */
const mostSeconds = 3;
/** The losses must have fallen at least to this part. */
const mostRatio = 0.9;

/**
 * Opens every chapter of the built site and runs its Lab: how soon the first loss is drawn, and whether the loss falls
 * within 10 seconds.
 */
export async function labs(say: (line: string) => void): Promise<Findings> {
  // A script of the repository, which no package exports.
  const script = new URL('../../scripts/site/measure-labs.mjs', import.meta.url).href;
  const { measureLabs } = (await import(script)) as { measureLabs(): Promise<Measured[]> };
  const other: Other[] = [];
  for (const { page, firstLossSeconds, ratio, losses, seconds } of await measureLabs()) {
    const soon = mark(firstLossSeconds <= mostSeconds);
    const falls = mark(ratio <= mostRatio);
    say(
      `${page.padEnd(26)} first loss after ${firstLossSeconds.toFixed(2)} s ${soon}; ` +
        `last tenth of ${losses} losses / first tenth ${ratio.toFixed(3)} after ${seconds.toFixed(1)} s ${falls}`,
    );
    other.push({ name: `labs: ${page}, first loss`, value: firstLossSeconds, unit: 's', bar: mostSeconds });
    other.push({ name: `labs: ${page}, loss`, value: ratio, unit: 'times the first', bar: mostRatio });
  }
  return { other };
}
