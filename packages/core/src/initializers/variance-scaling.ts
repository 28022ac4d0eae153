import { ArgumentError, checkOptions, describe, sharedRandom } from '@thaw/backend';

import { type Initializer, sizeOf } from './initializer.ts';

/** Options of `varianceScaling`. */
export interface VarianceScalingOptions {
  /** A multiple of the variance, above 0. @defaultValue 1 */
  readonly scale?: number;
  /** What the variance is divided by: the inputs of a unit, the units an input reaches, or their mean. @defaultValue 'fanIn' */
  readonly mode?: 'fanIn' | 'fanOut' | 'fanAvg';
  /** @defaultValue 'truncatedNormal' */
  readonly distribution?: 'truncatedNormal' | 'normal' | 'uniform';
}

/**
 * Initial weights whose variance keeps signals the same size from layer to layer: variance = scale / fan.
 *
 * Uniform draws lie in ±√(3·variance). Truncated normal ones are within two deviations of a bell that is wider by 1/0.8796, so that
 * what is left has this variance. (Keras's 'untruncated_normal' is 'normal' here.)
 *
 * Shapes: dense kernels [inputs, units], convolution kernels [height, width, channels, filters]; the product of the
 * leading axes of a convolution multiplies both fans. Of one axis, both fans are its length.
 *
 * @throws {ArgumentError} when the scale is not above 0, or mode or distribution is none of these.
 * @see Glorot and Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html
 * @example
 * ```ts
 * import { varianceScaling } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * const kernelInitializer = varianceScaling({ scale: 2, mode: 'fanOut', distribution: 'normal' });
 * new Dense(64, 32, { kernelInitializer });
 * ```
 */
export function varianceScaling(options: VarianceScalingOptions = {}): Initializer {
  checkOptions('varianceScaling', options, ['scale', 'mode', 'distribution']);
  const { scale = 1, mode = 'fanIn', distribution = 'truncatedNormal' } = options;
  if (!(Number.isFinite(scale) && scale > 0)) {
    throw new ArgumentError(`varianceScaling: scale must be a number above 0, got ${describe(scale)}.`);
  }
  requireOneOf('mode', mode, ['fanIn', 'fanOut', 'fanAvg']);
  requireOneOf('distribution', distribution, ['truncatedNormal', 'normal', 'uniform']);
  return (shape, random = sharedRandom().fork()) => {
    const size = sizeOf(shape);
    const [fanIn, fanOut] = fans(shape, size);
    const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode];
    const variance = scale / Math.max(1, fan);
    if (distribution === 'uniform') {
      const limit = Math.sqrt(3 * variance);
      return random.uniform(size, -limit, limit);
    }
    if (distribution === 'normal') return random.normal(size, 0, Math.sqrt(variance));
    return random.truncatedNormal(size, 0, Math.sqrt(variance) / DEVIATION_WITHIN_TWO);
  };
}

/** The standard deviation of a standard normal truncated to [−2, 2]: √(1 − 4φ(2) / (Φ(2) − Φ(−2))). */
const DEVIATION_WITHIN_TWO = 0.8796256610342398;

/**
 * Uniform with variance 2/(fanIn + fanOut), for tanh and sigmoid: Keras's default for kernels. See `varianceScaling`.
 * @see Glorot and Bengio 2010, https://proceedings.mlr.press/v9/glorot10a.html
 * @example
 * ```ts
 * import { glorotUniform, tanh } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * new Dense(64, 32, { activation: tanh, kernelInitializer: glorotUniform });
 * ```
 */
export const glorotUniform: Initializer = /* @__PURE__ */ varianceScaling({
  mode: 'fanAvg',
  distribution: 'uniform',
});

/**
 * Truncated normal with variance 2/(fanIn + fanOut). See `glorotUniform`. PyTorch's is not truncated:
 * `varianceScaling({ mode: 'fanAvg', distribution: 'normal' })`.
 * @example
 * ```ts
 * import { glorotNormal, tanh } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * new Dense(64, 32, { activation: tanh, kernelInitializer: glorotNormal });
 * ```
 */
export const glorotNormal: Initializer = /* @__PURE__ */ varianceScaling({ mode: 'fanAvg' });

/**
 * Uniform with variance 2/fanIn, for rectifiers, which let half of the mean square through.
 * @see He et al. 2015, https://arxiv.org/abs/1502.01852
 * @example
 * ```ts
 * import { heUniform, relu } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * new Dense(64, 32, { activation: relu, kernelInitializer: heUniform });
 * ```
 */
export const heUniform: Initializer = /* @__PURE__ */ varianceScaling({ scale: 2, distribution: 'uniform' });

/**
 * Truncated normal with variance 2/fanIn. See `heUniform`. The paper's and PyTorch's is not truncated:
 * `varianceScaling({ scale: 2, distribution: 'normal' })`.
 * @example
 * ```ts
 * import { heNormal, relu } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * new Dense(64, 32, { activation: relu, kernelInitializer: heNormal });
 * ```
 */
export const heNormal: Initializer = /* @__PURE__ */ varianceScaling({ scale: 2 });

/**
 * Uniform with variance 1/fanIn, for self-normalizing units.
 * @see LeCun et al. 1998, "Efficient BackProp", §4.6
 * @example
 * ```ts
 * import { lecunUniform, selu } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * new Dense(64, 32, { activation: selu, kernelInitializer: lecunUniform });
 * ```
 */
export const lecunUniform: Initializer = /* @__PURE__ */ varianceScaling({ distribution: 'uniform' });

/**
 * Truncated normal with variance 1/fanIn: the start that `selu` asks for. See `lecunUniform`.
 * @example
 * ```ts
 * import { lecunNormal, selu } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * new Dense(64, 32, { activation: selu, kernelInitializer: lecunNormal });
 * ```
 */
export const lecunNormal: Initializer = /* @__PURE__ */ varianceScaling();

function fans(shape: readonly number[], size: number): [fanIn: number, fanOut: number] {
  if (shape.length < 2) return [size, size];
  const inputs = shape.at(-2)!;
  const outputs = shape.at(-1)!;
  const field = size / (inputs * outputs);
  return [inputs * field, outputs * field];
}

function requireOneOf(name: string, value: string, wanted: readonly string[]): void {
  if (wanted.includes(value)) return;
  const names = wanted.map((each) => `'${each}'`).join(', ');
  throw new ArgumentError(`varianceScaling: ${name} must be one of ${names}, got ${describe(value)}.`);
}
