import { describe } from '../../check-options.ts';
import { ArgumentError, ShapeError } from '../../errors.ts';
import { type Random, requireBound, requireProbability } from '../../random/random.ts';
import { tf } from '../../tfjs.ts';
import { runOperation } from '../operation.ts';
import { drawTensor } from './draw.ts';
import { permutation } from './permutation.ts';
import { takeState } from './state.ts';

/**
 * Random words on the device: the bits of each are 32 random ones, so half of them read as negative numbers.
 *
 * Like every function here it draws what the method of `random` would and moves it as far, so that both may be mixed: the
 * same stream, on any device and any number of threads. The caller disposes the tensor.
 *
 * Shapes: → shape, int32.
 *
 * @throws {ArgumentError} when a length in the shape is not a whole number from 0 on.
 * @example
 * ```ts
 * import { drawWords, Random, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const words = drawWords(new Random(7), [1000]);
 * console.log(new Uint32Array(words.dataSync())[0] === new Random(7).words(1)[0]); // true
 * ```
 */
export function drawWords(random: Random, shape: readonly number[]): tf.Tensor {
  return drawTensor(random, { kind: 'words', shape: checkShape('drawWords', shape) });
}

/**
 * Numbers uniform in [low, high), of 24 random bits: the bits of `random.uniform`, on every device.
 *
 * Shapes: → shape, float32.
 *
 * @throws {ArgumentError} when a length in the shape is not a whole number from 0 on.
 * @example
 * ```ts
 * import { drawUniform, Random, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const [random, host] = [new Random(7), new Random(7)];
 * const first = drawUniform(random, [2, 3]); // six numbers on the device
 * console.log(first.dataSync()[5] === host.uniform(6)[5]); // true
 * console.log(random.uniform(1)[0] === host.uniform(1)[0]); // true: both stand at the same place
 * ```
 */
export function drawUniform(random: Random, shape: readonly number[], low = 0, high = 1): tf.Tensor {
  return drawTensor(random, { kind: 'uniform', shape: checkShape('drawUniform', shape), low, high });
}

/**
 * Whole numbers uniform in [0, bound): the bits of `random.integers`, on every device.
 *
 * Shapes: → shape, int32.
 *
 * @throws {ArgumentError} when the bound is not a whole number from 1 to 2³¹, or a length in the shape not one from 0 on.
 */
export function drawIntegers(random: Random, shape: readonly number[], bound: number): tf.Tensor {
  requireBound(bound);
  return drawTensor(random, { kind: 'integers', shape: checkShape('drawIntegers', shape), bound });
}

/**
 * 1 with the given probability, else 0: the draws of `random.bernoulli`, on every device.
 *
 * Shapes: → shape, float32.
 *
 * @throws {ArgumentError} when the probability is not from 0 to 1, or a length in the shape not a whole number from 0 on.
 */
export function drawBernoulli(random: Random, shape: readonly number[], probability: number): tf.Tensor {
  requireProbability(probability);
  return drawTensor(random, { kind: 'bernoulli', shape: checkShape('drawBernoulli', shape), probability });
}

/**
 * Normal numbers, by Box and Muller: those of `random.normal`, to the bit on cpu and wasm, within 1e-6 of their scale on webgpu,
 * whose logarithm and cosine have other last bits.
 *
 * Shapes: → shape, float32.
 *
 * @throws {ArgumentError} when a length in the shape is not a whole number from 0 on.
 */
export function drawNormal(
  random: Random,
  shape: readonly number[],
  mean = 0,
  standardDeviation = 1,
): tf.Tensor {
  return drawTensor(random, {
    kind: 'normal',
    shape: checkShape('drawNormal', shape),
    mean,
    standardDeviation,
  });
}

/**
 * Normal numbers within two standard deviations of the mean: those of `random.truncatedNormal`, as exactly as `drawNormal`.
 *
 * Each is the quantile of one word, not drawn again until it lies within: so it needs no loop that threads of a GPU would wait for,
 * and number i still depends on word i alone.
 *
 * Shapes: → shape, float32.
 *
 * @throws {ArgumentError} when a length in the shape is not a whole number from 0 on.
 */
export function drawTruncatedNormal(
  random: Random,
  shape: readonly number[],
  mean = 0,
  standardDeviation = 1,
): tf.Tensor {
  return drawTensor(random, {
    kind: 'truncatedNormal',
    shape: checkShape('drawTruncatedNormal', shape),
    mean,
    standardDeviation,
  });
}

/**
 * The whole numbers 0 … count − 1 in random order: that of `random.permutation`, on every device.
 *
 * Shapes: → [count], int32.
 *
 * @throws {ArgumentError} when count is not a whole number from 0 on.
 * @example
 * ```ts
 * import { drawPermutation, Random, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const rows = tf.gather(tf.range(10, 15), drawPermutation(new Random(7), 5) as tf.Tensor1D);
 * rows.print(); // [14, 11, 13, 10, 12], on every machine
 * ```
 */
export function drawPermutation(random: Random, count: number): tf.Tensor {
  checkShape('drawPermutation', [count]);
  return tf.tidy(() => runOperation(permutation, { state: takeState(random, count) }, { count })[0]!);
}

/**
 * Draws a class for each row of logits, with the probabilities softmax(logits): the index of the largest of logits plus numbers of
 * the Gumbel distribution, those of `random.gumbel`. A logit of −∞ is never drawn. Where plain TensorFlow.js has `tf.multinomial`,
 * whose first draw on webgpu does not depend on the seed.
 *
 * Shapes: logits [..., classes] → [...], int32.
 *
 * @throws {ShapeError} when there are no classes.
 * @see Maddison, Tarlow, Minka 2014, https://arxiv.org/abs/1411.0030
 * @example
 * ```ts
 * import { drawCategorical, Random, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const logits = tf.log(tf.tensor2d([[0.2, 0.8], [0.5, 0.5], [1, 0]]));
 * drawCategorical(new Random(7), logits).print(); // three classes; the last of them is 0
 * ```
 */
export function drawCategorical(random: Random, logits: tf.Tensor): tf.Tensor {
  if (logits.rank === 0 || logits.shape.at(-1) === 0) {
    throw new ShapeError(
      `drawCategorical: expected logits [..., classes], got [${logits.shape.join(', ')}].`,
    );
  }
  return tf.tidy(() => {
    const noise = drawTensor(random, { kind: 'gumbel', shape: logits.shape });
    return tf.argMax(tf.add(logits, noise), -1);
  });
}

function checkShape(owner: string, shape: readonly number[]): readonly number[] {
  if (!Array.isArray(shape)) {
    throw new ArgumentError(
      `${owner}: a shape is a list of lengths, such as [2, 3], got ${describe(shape)}.`,
    );
  }
  if (shape.every((length) => Number.isInteger(length) && length >= 0)) return shape;
  throw new ArgumentError(
    `${owner}: a shape holds whole numbers from 0 on, got [${shape.map(String).join(', ')}].`,
  );
}
