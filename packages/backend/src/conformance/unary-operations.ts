import { tf } from '../tfjs.ts';
import { map } from './float64.ts';
import { type Input, normal, nonzero, type Operation, positive, unit } from './operation.ts';

type Draw = (...shape: number[]) => Input;

/** Operations on each number by itself, in three and six axes. */
export function unaryOperations(): Operation[] {
  return [
    unary('abs', nonzero, (x) => tf.abs(x), Math.abs),
    unary('acos', unit, (x) => tf.acos(x), Math.acos, wgslTolerance),
    unary('acosh', aboveOne, (x) => tf.acosh(x), Math.acosh, wgslTolerance),
    unary('asin', unit, (x) => tf.asin(x), Math.asin, wgslTolerance),
    unary('asinh', normal, (x) => tf.asinh(x), Math.asinh, wgslTolerance),
    unary('atan', normal, (x) => tf.atan(x), Math.atan, wgslTolerance),
    unary('atanh', unit, (x) => tf.atanh(x), Math.atanh, wgslTolerance),
    unary('ceil', normal, (x) => tf.ceil(x), Math.ceil),
    unary(
      'clipByValue',
      normal,
      (x) => tf.clipByValue(x, -0.5, 0.7),
      (x) => Math.min(0.7, Math.max(-0.5, x)),
    ),
    unary(
      'clone',
      normal,
      (x) => tf.clone(x),
      (x) => x,
    ),
    unary('cos', normal, (x) => tf.cos(x), Math.cos, wgslTolerance),
    unary('cosh', normal, (x) => tf.cosh(x), Math.cosh),
    unary(
      'elu',
      nonzero,
      (x) => tf.elu(x),
      (x) => (x > 0 ? x : Math.expm1(x)),
    ),
    unary('erf', normal, (x) => tf.erf(x), erf),
    unary('exp', normal, (x) => tf.exp(x), Math.exp),
    unary('expm1', normal, (x) => tf.expm1(x), Math.expm1),
    unary('floor', normal, (x) => tf.floor(x), Math.floor),
    unary(
      'isFinite',
      normal,
      (x) => tf.isFinite(x),
      () => 1,
    ),
    unary(
      'isInf',
      normal,
      (x) => tf.isInf(x),
      () => 0,
    ),
    unary(
      'isNaN',
      normal,
      (x) => tf.isNaN(x),
      () => 0,
    ),
    unary(
      'leakyRelu',
      nonzero,
      (x) => tf.leakyRelu(x, 0.3),
      (x) => (x > 0 ? x : 0.3 * x),
    ),
    unary('log', positive, (x) => tf.log(x), Math.log),
    unary('log1p', positive, (x) => tf.log1p(x), Math.log1p),
    unary(
      'logSigmoid',
      normal,
      (x) => tf.logSigmoid(x),
      (x) => -Math.log1p(Math.exp(-x)),
    ),
    unary(
      'neg',
      normal,
      (x) => tf.neg(x),
      (x) => -x,
    ),
    unary(
      'onesLike',
      normal,
      (x) => tf.onesLike(x),
      () => 1,
    ),
    unary(
      'reciprocal',
      nonzero,
      (x) => tf.reciprocal(x),
      (x) => 1 / x,
    ),
    unary(
      'relu',
      nonzero,
      (x) => tf.relu(x),
      (x) => Math.max(0, x),
    ),
    unary(
      'relu6',
      nonzero,
      (x) => tf.relu6(x.mul(5)),
      (x) => Math.min(6, Math.max(0, 5 * x)),
    ),
    unary('round', normal, (x) => tf.round(x), Math.round),
    unary(
      'rsqrt',
      positive,
      (x) => tf.rsqrt(x),
      (x) => 1 / Math.sqrt(x),
    ),
    unary('selu', nonzero, (x) => tf.selu(x), selu),
    unary('sigmoid', normal, (x) => tf.sigmoid(x), sigmoid),
    unary('sign', nonzero, (x) => tf.sign(x), Math.sign),
    unary('sin', normal, (x) => tf.sin(x), Math.sin, wgslTolerance),
    unary('sinh', normal, (x) => tf.sinh(x), Math.sinh, wgslTolerance),
    unary(
      'softplus',
      normal,
      (x) => tf.softplus(x),
      (x) => Math.log1p(Math.exp(x)),
    ),
    unary('sqrt', positive, (x) => tf.sqrt(x), Math.sqrt),
    unary(
      'square',
      normal,
      (x) => tf.square(x),
      (x) => x * x,
    ),
    unary(
      'step',
      nonzero,
      (x) => tf.step(x, 0.3),
      (x) => (x > 0 ? 1 : 0.3),
    ),
    unary('tan', unit, (x) => tf.tan(x), Math.tan, wgslTolerance),
    unary('tanh', normal, (x) => tf.tanh(x), Math.tanh, wgslTolerance),
    unary(
      'zerosLike',
      normal,
      (x) => tf.zerosLike(x),
      () => 0,
    ),
  ];
}

/** WGSL lets these functions be off by 2^-11 to 2^-12 absolutely, or builds them from ones that may. */
const wgslTolerance = { tolerance: 2e-4, why: 'WGSL defines this function to no more.' };

function unary(
  name: string,
  draw: Draw,
  call: (x: tf.Tensor) => tf.Tensor,
  truth: (x: number) => number,
  precision: { tolerance?: number; why?: string } = {},
): Operation {
  const shapes = [
    [2, 7, 1],
    [1, 2, 3, 1, 2, 3],
  ];
  return {
    name,
    ...precision,
    cases: shapes.map((shape) => ({
      name: `[${shape.join(', ')}]`,
      inputs: [draw(...shape)],
      call: (x) => call(x!),
      truth: (x) => map(x!, truth),
    })),
  };
}

function aboveOne(...shape: number[]): Input {
  return { shape, draw: 'aboveOne' };
}

/** Its series, Σ (−1)ⁿ x²ⁿ⁺¹ / (n! (2n + 1)) · 2/√π: exact enough where x is no more than some 4. */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; n < 100; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (sum * 2) / Math.sqrt(Math.PI);
}

function selu(x: number): number {
  const [scale, alpha] = [1.0507009873554805, 1.6732632423543772];
  return scale * (x > 0 ? x : alpha * Math.expm1(x));
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
