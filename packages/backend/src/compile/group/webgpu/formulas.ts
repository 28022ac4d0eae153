import { activationFunctions } from '../../../ops/bias-activation/wgsl.ts';
import type { ActivationName } from '../../../ops/bias-activation/reference.ts';
import type { tf } from '../../../tfjs.ts';
import { unaryExpressions } from '../../../webgpu/mends/unary.ts';
import type { Attributes } from '../../trace/rule.ts';

/** The type of numbers within a kernel. */
export type Scalar = 'f32' | 'i32' | 'bool';

/** How numbers of this type are held within a kernel. */
export function scalarOf(dtype: tf.DataType): Scalar {
  return dtype === 'float32' ? 'f32' : dtype === 'bool' ? 'bool' : 'i32';
}

/** A number in WGSL, which has no words for NaN and infinity. */
export function literal(value: number, scalar: Scalar): string {
  if (scalar === 'bool') return String(value !== 0);
  if (Number.isNaN(value)) return 'u.nan';
  if (!Number.isFinite(value)) return value > 0 ? 'u.infinity' : '-u.infinity';
  return `${scalar}(${scalar === 'f32' ? Math.fround(value) : Math.trunc(value)})`;
}

/** x as another type. A NaN is true. */
export function cast(x: string, from: Scalar, to: Scalar): string {
  if (from === to) return x;
  if (to === 'bool') return from === 'f32' ? `(${x} != 0 || isNaN(${x}))` : `(${x} != 0)`;
  return from === 'bool' ? `select(${to}(0), ${to}(1), ${x})` : `${to}(${x})`;
}

/** The formulas that TensorFlow.js has on webgpu, in which nothing of Thaw's is mended. */
const stock: Readonly<Record<string, string>> = {
  Abs: 'abs(x)',
  LogicalNot: '!x',
  Neg: '-x',
  Reciprocal: '1.0 / x',
  Rsqrt: 'inverseSqrt(x)',
  Sign: 'sign(x)',
  Sqrt: 'sqrt(x)',
  Square: 'x * x',
};

/** A kernel of one number, as a function of x in WGSL. */
export function unaryFormula(kernel: string, attributes: Attributes = {}): string {
  const alpha = literal((attributes['alpha'] as number | undefined) ?? 0, 'f32');
  if (kernel === 'ThawActivation') return `f_${attributes['name'] as string}(x)`;
  if (kernel === 'Step') return `select(select(${alpha}, 1.0, x > 0), x, isNaN(x))`;
  if (kernel === 'ClipByValue') {
    const [low, high] = ['clipValueMin', 'clipValueMax'].map((name) => {
      return literal(attributes[name] as number, 'f32');
    });
    return `select(clamp(x, ${low}, ${high}), x, isNaN(x))`;
  }
  const mended = unaryExpressions[kernel];
  if (mended) return `select(${mended.replaceAll('u.alpha', alpha)}, x, isNaN(x))`;
  return stock[kernel]!;
}

const binary: Readonly<Record<string, string>> = {
  Add: 'a + b',
  EluGrad: 'select(a * (b + 1.0), a, b >= 0)',
  Equal: 'a == b',
  Greater: 'a > b',
  GreaterEqual: 'a >= b',
  Less: 'a < b',
  LessEqual: 'a <= b',
  LogicalAnd: 'a && b',
  LogicalOr: 'a || b',
  Maximum: 'max(a, b)',
  Minimum: 'min(a, b)',
  Multiply: 'a * b',
  NotEqual: 'a != b',
  RealDiv: 'a / b',
  SquaredDifference: '(a - b) * (a - b)',
  Sub: 'a - b',
};

/** A kernel of two numbers, as a function of a and b in WGSL. */
export function binaryFormula(kernel: string, type: Scalar, attributes: Attributes = {}): string {
  if (kernel === 'ThawActivationGradient') return `b * slope_${attributes['name'] as string}(a)`;
  if (type === 'bool') return ofTruth[kernel] ?? binary[kernel]!;
  if (type === 'i32') return binary[kernel]!;
  if (kernel === 'Maximum' || kernel === 'Minimum') {
    return `select(${binary[kernel]}, u.nan, isNaN(a) || isNaN(b))`;
  }
  return kernel === 'NotEqual' ? 'a != b || isNaN(a) || isNaN(b)' : binary[kernel]!;
}

/** Truth has no order in WGSL. */
const ofTruth: Readonly<Record<string, string>> = {
  Greater: 'a && !b',
  GreaterEqual: 'a || !b',
  Less: 'b && !a',
  LessEqual: 'b || !a',
};

/** f and its slope of an activation, under names of their own. */
export function activationCode(name: string): string {
  return activationFunctions[name as ActivationName].replace(
    /\b(f|slope|cumulative|inner)\(/g,
    (_, own: string) => `${own}_${name}(`,
  );
}

/** How the numbers of a row become one: what they begin with, and how another, b, comes to a. */
export function reductionFormula(kernel: string, type: Scalar): { none: string; both: string } {
  const least = type === 'f32' ? '-u.infinity' : 'i32(-2147483648)';
  const greatest = type === 'f32' ? 'u.infinity' : 'i32(2147483647)';
  switch (kernel) {
    case 'Prod':
      return { none: '1.0', both: 'a * b' };
    case 'Max':
      return {
        none: least,
        both: type === 'f32' ? 'select(select(a, b, b > a || isNaN(b)), a, isNaN(a))' : 'max(a, b)',
      };
    case 'Min':
      return {
        none: greatest,
        both: type === 'f32' ? 'select(select(a, b, b < a || isNaN(b)), a, isNaN(a))' : 'min(a, b)',
      };
    case 'All':
      return { none: 'true', both: 'a && b' };
    case 'Any':
      return { none: 'false', both: 'a || b' };
    default:
      return { none: `${type}(0)`, both: 'a + b' };
  }
}
