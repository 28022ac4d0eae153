import { ArgumentError } from '../../errors.ts';
import { Random } from '../../random/random.ts';
import { tf } from '../../tfjs.ts';
import { type Operation, runOperation } from '../operation.ts';
import { readState, takeState } from '../random/state.ts';

/**
 * Sets each number to zero with probability `rate` and scales the others, so that sums stay the same on average:
 *
 * yᵢ = xᵢ · (0 where bernoulliᵢ(rate) = 1, else 1/(1 − rate)),   dxᵢ = dyᵢ · the same
 *
 * The mask is that of `random.bernoulli(x.size, rate)`, which is moved as far, on every device. The gradient makes it anew instead of
 * keeping it: six whole numbers are saved for it, not one for each number of x.
 *
 * Shapes: x of any shape → the same.
 *
 * @throws {ArgumentError} when rate is not from 0 to below 1.
 * @see Srivastava et al. 2014, https://jmlr.org/papers/v15/srivastava14a.html
 * @example
 * ```ts
 * import { dropout, Random, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * dropout(tf.ones([1, 8]), 0.5, new Random(7)).print(); // zeros and twos
 * ```
 */
export function dropout(x: tf.Tensor, rate: number, random: Random): tf.Tensor {
  if (!(rate >= 0 && rate < 1)) {
    throw new ArgumentError(`dropout: rate is the part that is dropped, from 0 to below 1, got ${rate}.`);
  }
  return tf.tidy(() => runOperation(dropoutOperation, { x, state: takeState(random, x.size) }, { rate })[0]!);
}

/** Inputs: x, and state, int32 [6]. */
export const dropoutOperation: Operation = {
  name: 'ThawDropout',
  reference: ({ x, state }, attributes) => {
    const rate = attributes['rate'] as number;
    const scale = 1 / (1 - rate);
    const dropped = Random.from(readState(state!)).bernoulli(x!.size, rate);
    const mask = Float32Array.from(dropped, (drop) => (drop ? 0 : scale));
    return tf.mul(x!, tf.tensor(mask, x!.shape));
  },
  gradient: {
    inputsToSave: ['state'],
    compute: ([dy], [state], attributes) => ({
      x: runOperation(dropoutOperation, { x: dy!, state: state! }, attributes)[0]!,
    }),
  },
};
