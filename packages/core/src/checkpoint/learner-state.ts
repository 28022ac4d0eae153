import { ArgumentError, describe } from '@thaw/backend';

import type { HostTensor } from '../safetensors/format.ts';
import type { LearningRule } from '../training/learning-rule.ts';
import type { Optimizer } from '../training/optimizer.ts';

/** What learns besides the model: an optimizer or a rule. */
export type Learner = Optimizer | LearningRule;

/** One that hands out what it remembers, and takes it back: every optimizer of @thaw/optimizers. */
interface Remembering {
  state(): Promise<ReadonlyMap<string, HostTensor>>;
  restore(state: ReadonlyMap<string, HostTensor>): void;
}

/** It, if it remembers anything. @throws {ArgumentError} when it does and does not hand it out. */
export function remembering(owner: string, learner: Learner): Remembering | undefined {
  const { state, restore, dispose } = learner as Partial<Remembering> & { dispose?: unknown };
  if (typeof state === 'function' && typeof restore === 'function') return learner as unknown as Remembering;
  // What has nothing to free remembers nothing; the plain gradient descent of TensorFlow.js frees its rate.
  const { className } = (learner.constructor ?? {}) as { className?: string };
  if (typeof dispose !== 'function' || className === 'SGD') return undefined;
  throw new ArgumentError(
    `${owner}: ${describe(learner)} does not hand out what it remembers, so training could not go on to the bit; take an optimizer of @thaw/optimizers.`,
  );
}

/** What it is called: `ema of adam`. The name of its class would not do: bundlers change it. */
export function learnerName(learner: Learner): string {
  const { name, inner } = learner as { name?: unknown; inner?: Learner };
  const { className } = (learner.constructor ?? {}) as { className?: string };
  const own = typeof name === 'string' ? name : (className ?? 'one of no name');
  return inner ? `${own} of ${learnerName(inner)}` : own;
}
