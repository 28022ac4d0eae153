import { ArgumentError } from '@thaw/backend';

import type { FloatData } from './table/columns.ts';
import { Table } from './table/table.ts';

/** The target of the rows 00, 01, 10, 11. */
const truth = {
  false: [0, 0, 0, 0],
  and: [0, 0, 0, 1],
  nimply: [0, 0, 1, 0],
  a: [0, 0, 1, 1],
  converseNimply: [0, 1, 0, 0],
  b: [0, 1, 0, 1],
  xor: [0, 1, 1, 0],
  or: [0, 1, 1, 1],
  nor: [1, 0, 0, 0],
  xnor: [1, 0, 0, 1],
  notB: [1, 0, 1, 0],
  converseImply: [1, 0, 1, 1],
  notA: [1, 1, 0, 0],
  imply: [1, 1, 0, 1],
  nand: [1, 1, 1, 0],
  true: [1, 1, 1, 1],
} as const;

/** The logic gates of two inputs, a and b: there are sixteen. */
export type GateName = keyof typeof truth;

/** The names of the sixteen gates, in the order of their truth tables read as binary numbers. */
export const gateNames: readonly GateName[] = /* @__PURE__ */ Object.keys(truth) as GateName[];

/** What a gate is learnt from. */
export type GateColumns = {
  /** Shape [4, 2]. */
  readonly input: FloatData;
  /** Shape [4, 1]. */
  readonly target: FloatData;
};

/**
 * The truth table of a logic gate: four rows, which a single threshold unit learns for all but xor and xnor.
 *
 * Of the sixteen, imply is a → b (not a, or b), nimply its opposite (a, and not b), and their converses have a and b
 * exchanged; a and b are one input alone, and true and false look at none.
 *
 * Shapes: input [4, 2], the rows 00, 01, 10, 11; target [4, 1], 0 or 1.
 *
 * @throws {ArgumentError} when there is no gate of that name.
 * @see McCulloch and Pitts 1943, https://doi.org/10.1007/BF02478259
 * @see Minsky and Papert 1969, "Perceptrons": which of them one unit cannot learn
 * @example
 * ```ts
 * import { gate } from '@thaw/datasets';
 *
 * console.log([...gate('nand').column('target').data]); // [ 1, 1, 1, 0 ]
 * ```
 */
export function gate(name: GateName): Table<GateColumns> {
  if (!Object.hasOwn(truth, name)) {
    const names = gateNames.map((known) => `'${known}'`);
    throw new ArgumentError(`gate: there is no gate '${name}'; the gates are ${names.join(', ')}.`);
  }
  return new Table({
    input: { data: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), shape: [4, 2] },
    target: { data: Float32Array.from(truth[name]), shape: [4, 1] },
  });
}

/**
 * Exclusive or, the task that no single threshold unit solves and that two layers do: `gate('xor')`.
 *
 * Shapes: input [4, 2], target [4, 1].
 *
 * @see Rumelhart, Hinton and Williams 1986, https://doi.org/10.1038/323533a0
 * @example
 * ```ts
 * import { xor } from '@thaw/datasets';
 *
 * console.log([...xor().column('target').data]); // [ 0, 1, 1, 0 ]
 * ```
 */
export function xor(): Table<GateColumns> {
  return gate('xor');
}
