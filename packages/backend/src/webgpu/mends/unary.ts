import { tf } from '../../tfjs.ts';
import { defineKernel, type Kernel } from '../define-kernel.ts';
import type { Compute } from '../stock-kernels.ts';

/**
 * Functions of one number, in WGSL, of x that is no NaN. WGSL lets a device take NaN and infinity for numbers that do not
 * occur: on some, TensorFlow.js's exp(NaN) is ∞, sigmoid(NaN) and relu6(NaN) are 0 and log(0) is −88, so that a run that
 * has gone wrong looks right. And exp(x) − 1 or log(1 + x) taken literally have no digit left for small x. Here a NaN is
 * told by its bits and kept, and what is near 0 (or 1) comes from a series.
 */
export const unaryExpressions: Readonly<Record<string, string>> = {
  Acosh: 'select(acoshOf(x), u.nan, x < 1)',
  Asinh: 'sign(x) * asinhOf(abs(x))',
  Atanh: 'sign(x) * atanhOf(abs(x))',
  Cos: 'sineOf(x, 1)',
  Cosh: 'coshOf(abs(x))',
  Elu: 'select(expm1(x), x, x >= 0)',
  Erf: 'sign(x) * erfOf(abs(x))',
  Exp: 'exp(x)',
  Expm1: 'expm1(x)',
  LeakyRelu: 'select(u.alpha * x, x, x >= 0)',
  Log: 'logOf(x)',
  Log1p: 'log1p(x)',
  Relu: 'select(x, 0, x < 0)',
  Relu6: 'select(select(x, 6, x > 6), 0, x < 0)',
  Selu: '1.0507009873554805 * select(1.6732632423543772 * expm1(x), x, x >= 0)',
  Sigmoid: '1 / (1 + exp(-x))',
  Sin: 'sineOf(x, 0)',
  Sinh: 'sign(x) * sinhOf(abs(x))',
  Softplus: 'select(0, x, x > 0) + log1p(exp(-abs(x)))',
  Tan: 'sineOf(x, 0) / sineOf(x, 1)',
  Tanh: 'sign(x) * tanhOf(abs(x))',
};

/** The kernels that are mended by `unary`. */
export const unaryKernels: readonly string[] = /* @__PURE__ */ Object.keys(unaryExpressions);

/** The kernel of this name for float32 tensors of any rank. */
export function unary(kernelName: string): Compute {
  return ({ x }, { alpha }, backend) => {
    if (x!.dtype !== 'float32') return undefined;
    const size = tf.util.sizeFromShape(x!.shape);
    const y = backend.makeTensorInfo(x!.shape, 'float32', size === 0 ? new Float32Array(0) : undefined);
    const uniforms = { size, alpha: (alpha as number | undefined) ?? 0, nan: NaN, infinity: Infinity };
    kernelOf(kernelName)(backend, { x: x!, y }, uniforms, Math.ceil(size / 256));
    return y;
  };
}

type Unary = Kernel<'x' | 'y', 'size' | 'alpha' | 'nan' | 'infinity'>;

const kernels = /* @__PURE__ */ new Map<string, Unary>();

function kernelOf(name: string): Unary {
  let kernel = kernels.get(name);
  if (!kernel) {
    kernel = defineKernel({
      name,
      reads: { x: 'f32' },
      writes: { y: 'f32' },
      uniforms: { size: 'u32', alpha: 'f32', nan: 'f32', infinity: 'f32' },
      wgsl: `${unaryFunctions}
fn evaluate(x: f32) -> f32 { return ${unaryExpressions[name]}; }

fn main(group: u32, lane: u32) {
  for (var part = 0u; part < 4; part++) {
    let i = (group * 4 + part) * workgroupSize + lane;
    if (i < u.size) {
      let value = x[i];
      y[i] = select(evaluate(value), value, isNaN(value));
    }
  }
}`,
    });
    kernels.set(name, kernel);
  }
  return kernel;
}

/** What the expressions call; `u` has `nan` and `infinity`. */
export const unaryFunctions = `
// Taylor's series where eˣ is close to 1; its next term is below 2⁻²⁷ of the sum.
fn expm1(x: f32) -> f32 {
  if (abs(x) > 0.5) { return exp(x) - 1; }
  return x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4 * (1 + x / 5 * (1 + x / 6 * (1 + x / 7 * (1 + x / 8)))))));
}
// log((1 + s) / (1 − s)) = 2 (s + s³/3 + s⁵/5 ...) with s = x / (2 + x), so that |s| ≤ 1/3.
fn logNear1(x: f32) -> f32 {
  let s = x / (2 + x);
  let q = s * s;
  return 2 * s * (1 + q * (1.0 / 3 + q * (1.0 / 5 + q * (1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11 + q * (1.0 / 13 + q / 15)))))));
}
fn logOf(x: f32) -> f32 {
  if (x < 0) { return u.nan; }
  if (x == 0) { return -u.infinity; }
  if (x == u.infinity) { return x; }
  if (x > 0.5 && x < 1.5) { return logNear1(x - 1); } // WGSL promises few digits there
  return log(x);
}
fn log1p(x: f32) -> f32 {
  if (abs(x) < 0.5) { return logNear1(x); }
  return logOf(1 + x);
}
// The sine of x + quarters · π/2. WGSL promises an error below 2⁻¹¹ between −π and π alone. So x is brought to within π/4 of
// a multiple of π/2, which is taken off in three parts, the first two of few bits so that their products are exact.
fn sineOf(x: f32, quarters: i32) -> f32 {
  if (abs(x) == u.infinity) { return u.nan; }
  if (abs(x) > 1e5) { return select(sin(x), cos(x), quarters == 1); } // no digits are left to speak of
  let n = round(x * 0.6366197723675814);
  let r = fma(-n, 7.549789948768648e-8, fma(-n, 4.837512969970703e-4, fma(-n, 1.5703125, x)));
  let q = r * r;
  let turn = (i32(n) + quarters) & 3;
  let sine = r * (1 + q * (-1.6666667e-1 + q * (8.3333333e-3 + q * (-1.9841270e-4 + q * 2.7557319e-6))));
  let cosine = 1 + q * (-0.5 + q * (4.1666667e-2 + q * (-1.3888889e-3 + q * (2.4801587e-5 - q * 2.7557319e-7))));
  return select(sine, cosine, (turn & 1) == 1) * select(1.0, -1.0, turn >= 2);
}
// Near 0 Taylor's series; elsewhere Abramowitz and Stegun 7.1.26, as TensorFlow.js everywhere: within 1.5e-7.
fn erfOf(x: f32) -> f32 { // of x ≥ 0
  if (x < 0.5) {
    let q = x * x;
    return 1.1283791670955126 * x * (1 + q * (-1.0 / 3 + q * (0.1 + q * (-1.0 / 42 + q * (1.0 / 216 - q / 1320)))));
  }
  let t = 1 / (1 + 0.3275911 * x);
  let sum = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return 1 - sum * exp(-x * x);
}
fn tanhOf(x: f32) -> f32 { // of x ≥ 0
  if (x > 10) { return 1; }
  let t = expm1(2 * x);
  return t / (t + 2);
}
fn sinhOf(x: f32) -> f32 {
  let half = exp(x / 2); // its square would be beyond float32 before sinh is
  if (x > 1) { return 0.5 * half * half - 0.5 / half / half; }
  let t = expm1(x);
  return 0.5 * (t + t / (t + 1));
}
fn coshOf(x: f32) -> f32 {
  let half = exp(x / 2);
  return 0.5 * half * half + 0.5 / half / half;
}
fn asinhOf(x: f32) -> f32 {
  if (x > 1e9) { return logOf(x) + 0.6931471805599453; }
  return log1p(x + x * x / (1 + sqrt(1 + x * x)));
}
fn acoshOf(x: f32) -> f32 {
  if (x > 1e9) { return logOf(x) + 0.6931471805599453; }
  let t = x - 1;
  return log1p(t + sqrt(2 * t + t * t));
}
fn atanhOf(x: f32) -> f32 {
  if (x > 1) { return u.nan; }
  if (x == 1) { return u.infinity; }
  return 0.5 * log1p(2 * x / (1 - x));
}`;
