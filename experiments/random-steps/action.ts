import type { Random, tf } from '@thaw/backend';

/** A tensor of a random step, as far as the choice of what is done with it goes. */
export interface Operand {
  readonly tensor: tf.Tensor;
  /** Whether no rounding depends on the order of a sum: what jumps (comparisons, rounding) is fed these alone. */
  readonly exact: boolean;
  /** Whether a gradient goes through all that it is made of. */
  readonly smooth: boolean;
}

/** What is done with operands that were chosen; it is chosen again, with other numbers, for each place in a step. */
export interface Action {
  readonly name: string;
  readonly operands: readonly Operand[];
  readonly apply: (...tensors: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
  /** Its results depend on the order of a sum. @defaultValue false */
  readonly sums?: boolean;
  /** It has no gradient. @defaultValue false */
  readonly flat?: boolean;
}

/** The generator that a step draws from: that of the ground on which it runs. */
export interface Chance {
  random: Random;
}

/** What an action is chosen from. */
export interface Choice {
  readonly pool: readonly Operand[];
  readonly random: Random;
  readonly chance: Chance;
}

/** Makes an action, or none where the pool has nothing for it. */
export type Maker = (choice: Choice) => Action | undefined;

export const upTo = (random: Random, bound: number): number => random.integers(1, bound)[0]!;
export const pick = <T>(random: Random, from: readonly T[]): T | undefined =>
  from.length > 0 ? from[upTo(random, from.length)] : undefined;

/** Operands of this type, the later ones more often: chains grow long. */
export function operand(
  { pool, random }: Choice,
  dtype: tf.DataType,
  fits: (operand: Operand) => boolean = () => true,
): Operand | undefined {
  const all = pool.filter((each) => each.tensor.dtype === dtype && fits(each));
  return pick(random, upTo(random, 2) === 0 ? all.slice(-4) : all);
}

export const rank =
  (least: number, most = 5) =>
  ({ tensor }: Operand): boolean =>
    tensor.rank >= least && tensor.rank <= most;
export const exact = (given: Operand): boolean => given.exact;
