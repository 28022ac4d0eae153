import { sharedRandom } from '@thaw/backend';

import type { Initializer } from './initializer.ts';

/**
 * Initial weights whose variance keeps signals the same size from layer to layer.
 *
 * Glorot: variance 2/(fanIn + fanOut), for tanh and sigmoid; Keras's default for kernels.
 * He: variance 2/fanIn, for rectifiers. LeCun: variance 1/fanIn, for self-normalizing units.
 * Uniform draws lie in ±√(3·variance).
 *
 * Shapes: dense kernels [inputs, units], convolution kernels [height, width, channels, filters]; the product of the
 * leading axes of a convolution multiplies both fans.
 *
 * @see Glorot and Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html
 */
export const glorotUniform: Initializer = (shape, random) =>
  scaled(shape, random, 'uniform', (fanIn, fanOut) => 2 / (fanIn + fanOut));

/** Normal with variance 2/(fanIn + fanOut). See `glorotUniform`. Not truncated, as Keras's is. */
export const glorotNormal: Initializer = (shape, random) =>
  scaled(shape, random, 'normal', (fanIn, fanOut) => 2 / (fanIn + fanOut));

/**
 * Uniform with variance 2/fanIn.
 * @see He et al. 2015, https://arxiv.org/abs/1502.01852
 */
export const heUniform: Initializer = (shape, random) =>
  scaled(shape, random, 'uniform', (fanIn) => 2 / fanIn);

/** Normal with variance 2/fanIn. See `heUniform`. Not truncated, as Keras's is. */
export const heNormal: Initializer = (shape, random) => scaled(shape, random, 'normal', (fanIn) => 2 / fanIn);

/**
 * Uniform with variance 1/fanIn.
 * @see LeCun et al. 1998, "Efficient BackProp", §4.6
 */
export const lecunUniform: Initializer = (shape, random) =>
  scaled(shape, random, 'uniform', (fanIn) => 1 / fanIn);

function scaled(
  shape: readonly number[],
  random = sharedRandom().fork(),
  distribution: 'uniform' | 'normal',
  variance: (fanIn: number, fanOut: number) => number,
): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const [fanIn, fanOut] = fans(shape, size);
  const spread = variance(Math.max(1, fanIn), Math.max(1, fanOut));
  const limit = Math.sqrt(3 * spread);
  return distribution === 'uniform'
    ? random.uniform(size, -limit, limit)
    : random.normal(size, 0, Math.sqrt(spread));
}

function fans(shape: readonly number[], size: number): [fanIn: number, fanOut: number] {
  if (shape.length < 2) return [size, size];
  const inputs = shape.at(-2)!;
  const outputs = shape.at(-1)!;
  const field = size / (inputs * outputs);
  return [inputs * field, outputs * field];
}
