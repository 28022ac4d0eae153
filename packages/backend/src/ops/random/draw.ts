import { Random } from '../../random/random.ts';
import { tf } from '../../tfjs.ts';
import { type Operation, runOperation } from '../operation.ts';
import { readState, takeState } from './state.ts';

/** What is drawn, in the terms of the methods of `Random`. */
export type Distribution =
  | { readonly kind: 'words' | 'gumbel' }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  | { readonly kind: 'integers'; readonly bound: number }
  | { readonly kind: 'bernoulli'; readonly probability: number }
  | {
      readonly kind: 'normal' | 'truncatedNormal';
      readonly mean: number;
      readonly standardDeviation: number;
    };

/** A distribution and how much of it is drawn: the attributes of the operation. */
export type Draw = Distribution & { readonly shape: readonly number[] };

/**
 * Draws a tensor on the device, and brings the generator to where the same draw on the host would.
 */
export function drawTensor(random: Random, drawn: Draw): tf.Tensor {
  const words = tf.util.sizeFromShape([...drawn.shape]) * wordsEach(drawn.kind);
  return tf.tidy(() => runOperation(draw, { state: takeState(random, words) }, { ...drawn })[0]!);
}

/** How many words one number takes. */
export function wordsEach(kind: Distribution['kind']): 1 | 2 {
  return kind === 'normal' ? 2 : 1;
}

/** What a distribution's tensors hold. */
export function dtypeOf(kind: Distribution['kind']): 'int32' | 'float32' {
  return kind === 'words' || kind === 'integers' ? 'int32' : 'float32';
}

/** Input: state, int32 [6]. Output: the draw. It has no gradient. */
export const draw: Operation = {
  name: 'ThawDraw',
  reference: ({ state }, attributes) => {
    const drawn = attributes as unknown as Draw;
    const numbers = onHost(Random.from(readState(state!)), drawn, tf.util.sizeFromShape([...drawn.shape]));
    return tf.tensor(numbers, [...drawn.shape], dtypeOf(drawn.kind));
  },
};

function onHost(random: Random, drawn: Distribution, count: number): Int32Array | Float32Array {
  switch (drawn.kind) {
    case 'words':
      return new Int32Array(random.words(count).buffer);
    case 'uniform':
      return random.uniform(count, drawn.low, drawn.high);
    case 'integers':
      return random.integers(count, drawn.bound);
    case 'bernoulli':
      return Float32Array.from(random.bernoulli(count, drawn.probability));
    case 'normal':
      return random.normal(count, drawn.mean, drawn.standardDeviation);
    case 'truncatedNormal':
      return random.truncatedNormal(count, drawn.mean, drawn.standardDeviation);
    case 'gumbel':
      return random.gumbel(count);
  }
}
