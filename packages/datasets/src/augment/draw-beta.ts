import type { Random } from '@thaw/backend';

/**
 * Numbers of the distribution Beta(alpha, alpha), from 0 to 1: a / (a + b) of two numbers of the gamma distribution.
 *
 * Where both are so small that they vanish, as they may for an alpha near 0, one of the ends is drawn.
 */
export function drawBeta(count: number, alpha: number, random: Random): Float32Array {
  return Float32Array.from({ length: count }, () => {
    const [a, b] = [drawGamma(alpha, random), drawGamma(alpha, random)];
    return a + b > 0 ? a / (a + b) : random.bernoulli(1, 0.5)[0]!;
  });
}

/**
 * One number of the gamma distribution of the given shape and scale 1.
 *
 * d = shape − ⅓, c = 1/√(9d): d·v with v = (1 + c·x)³, x normal, is taken when ln u < x²/2 + d − d·v + d·ln v. Below 1, the
 * number of shape + 1 times u^(1/shape).
 *
 * @see Marsaglia and Tsang 2000, https://doi.org/10.1145/358407.358414
 */
function drawGamma(shape: number, random: Random): number {
  if (shape < 1) return drawGamma(shape + 1, random) * random.uniform(1)[0]! ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal(1)[0]!;
    const v = (1 + c * x) ** 3;
    const u = 1 - random.uniform(1)[0]!; // in (0, 1]: its logarithm is finite
    if (v > 0 && Math.log(u) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}
