import { checkOptions, type Random, sharedRandom } from '@thaw/backend';

import { type ConfigurableInitializer, type Initializer, requireFinite, sizeOf } from './initializer.ts';

/** Options of `orthogonal.with`. */
export interface OrthogonalOptions {
  /** The length of the rows or columns. @defaultValue 1 */
  readonly gain?: number;
}

/**
 * A random matrix whose rows, or columns if these are fewer, are of length 1 and at right angles: signals pass through
 * it again and again without growing or fading. Keras's default for recurrent kernels.
 *
 * Normal numbers made orthonormal by Gram and Schmidt, in float64 and each vector twice, which is enough: the Q of M = QR
 * with the diagonal of R positive, so that no rotation or reflection is likelier than another.
 *
 * Shapes: [rows, columns]; leading axes count as rows, so the filters of a convolution, [height·width·channels, filters],
 * are at right angles.
 *
 * `orthogonal.with({ gain })` is that times a gain, such as √2 before a rectifier, which halves the mean square.
 *
 * @throws {ArgumentError} when the gain is no finite number.
 * @see Saxe, McClelland and Ganguli 2014, https://arxiv.org/abs/1312.6120
 * @see Giraud, Langou and Rozložník 2005 for "twice is enough", https://doi.org/10.1016/j.camwa.2005.08.009
 * @example
 * ```ts
 * import { orthogonal, Random } from '@thaw/core';
 *
 * const [a, b, c, d] = orthogonal([2, 2], new Random(7));
 * console.log(Math.abs(a! * c! + b! * d!) < 1e-6); // true
 * ```
 */
export const orthogonal: ConfigurableInitializer<OrthogonalOptions> = /* @__PURE__ */ Object.assign(
  (shape: readonly number[], random: Random = sharedRandom().fork()) => orthonormal(shape, random),
  {
    with(options: OrthogonalOptions): Initializer {
      checkOptions('orthogonal.with', options, ['gain']);
      const { gain = 1 } = options;
      requireFinite('orthogonal.with', 'gain', gain);
      return (shape, random = sharedRandom().fork()) =>
        orthonormal(shape, random).map((value) => gain * value);
    },
  },
);

function orthonormal(shape: readonly number[], random: Random): Float32Array {
  const size = sizeOf(shape);
  const columns = shape.at(-1) ?? 1;
  const rows = size / columns;
  const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
  const drawn = random.normal(size);
  const vectors: Float64Array[] = [];
  for (let i = 0; i < count; i++) {
    const vector = Float64Array.from(drawn.subarray(i * length, (i + 1) * length));
    for (let pass = 0; pass < 2; pass++) {
      for (const other of vectors) {
        const shared = dot(vector, other);
        for (let j = 0; j < length; j++) vector[j]! -= shared * other[j]!;
      }
      const norm = Math.sqrt(dot(vector, vector));
      for (let j = 0; j < length; j++) vector[j]! /= norm;
    }
    vectors.push(vector);
  }
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const [row, column] = [Math.floor(i / columns), i % columns];
    values[i] = rows < columns ? vectors[row]![column]! : vectors[column]![row]!;
  }
  return values;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
