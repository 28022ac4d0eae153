import { ArgumentError, checkSize, describe } from '@thaw/backend';
import { type Module, Sequential } from '@thaw/core';

import { ThresholdUnit } from './threshold-unit.ts';

const names = ['not', 'and', 'or', 'nand', 'nor', 'majority', 'xor', 'xnor'] as const;

/** A function of truth values that `mccullochPitts` builds a net for. */
export type LogicName = (typeof names)[number];

/** One unit: the weight of every input, and the sum from which on it fires. */
const units: Partial<Record<LogicName, (inputs: number) => { weight: number; threshold: number }>> = {
  not: () => ({ weight: -1, threshold: 0 }),
  and: (inputs) => ({ weight: 1, threshold: inputs }),
  or: () => ({ weight: 1, threshold: 1 }),
  nand: (inputs) => ({ weight: -1, threshold: 1 - inputs }),
  nor: () => ({ weight: -1, threshold: 0 }),
  majority: (inputs) => ({ weight: 1, threshold: Math.floor(inputs / 2) + 1 }),
};

/**
 * A net of threshold units that computes a function of truth values, its weights set by hand as in 1943: nothing is
 * learned.
 *
 * One unit does for `not`, `and`, `or`, `nand`, `nor` and `majority` (more than half of the inputs). `xor` (an odd
 * number of inputs) and its contrary `xnor` take two layers: hidden unit k fires when at least k inputs do, and the
 * output adds and subtracts them in turn, 1 − 1 + 1 …, which leaves 1 for odd numbers and 0 for even ones.
 *
 * Shapes: input [batch, inputs] of 0 and 1 → [batch, 1] of 0 or 1.
 *
 * @param inputs how many truth values there are; `not` has 1. @defaultValue 2, for `not` 1
 * @throws {ArgumentError} when there is no function of that name, or it has no such number of inputs.
 * @see McCulloch and Pitts 1943, https://doi.org/10.1007/BF02478259
 * @example
 * ```ts
 * import { tf, useDevice } from '@thaw/core';
 * import { mccullochPitts } from '@thaw/layers';
 *
 * await useDevice();
 * const votes = tf.tensor2d([[0, 1, 0], [1, 1, 0]]);
 * mccullochPitts('majority', 3).forward(votes).print(); // [[0], [1]]
 * ```
 */
export function mccullochPitts(name: LogicName, inputs: number = name === 'not' ? 1 : 2): Module {
  if (!names.includes(name)) {
    const known = names.map((each) => `'${each}'`).join(', ');
    throw new ArgumentError(`mccullochPitts: there is no net for ${describe(name)}; there are ${known}.`);
  }
  checkSize('mccullochPitts', 'inputs', inputs);
  if (name === 'not' && inputs !== 1) {
    throw new ArgumentError(
      `mccullochPitts: 'not' has one input, got ${inputs}; 'nor' is the not of several.`,
    );
  }
  const unit = units[name]?.(inputs);
  if (unit) return wired([Array.from({ length: inputs }, () => [unit.weight])], [[-unit.threshold]])[0]!;
  const counted = Array.from({ length: inputs }, (_, k) => k + 1);
  const everyInput = counted.map(() => counted.map(() => 1));
  const inTurn = counted.map((k) => [(k % 2 === 1 ? 1 : -1) * (name === 'xor' ? 1 : -1)]);
  return new Sequential(wired([everyInput, inTurn], [counted.map((k) => -k), [name === 'xor' ? -1 : 0]]));
}

/** Threshold units with these kernels, a row for each input, and these biases. */
function wired(kernels: readonly number[][][], biases: readonly number[][]): ThresholdUnit[] {
  return kernels.map((kernel, layer) => {
    const bias = biases[layer]!;
    return new ThresholdUnit(kernel.length, bias.length, {
      kernelInitializer: () => Float32Array.from(kernel.flat()),
      biasInitializer: () => Float32Array.from(bias),
    });
  });
}
