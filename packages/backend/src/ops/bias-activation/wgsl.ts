import type { ActivationName } from './reference.ts';

/**
 * f and its derivative, in WGSL. tanh is held within ±10, beyond which some drivers overflow and it is ±1.
 *
 * gelu has the polynomials for erf of assembly/erf.as, which says where they are from; eˣ − 1 near 0 is its series, lest it cancels.
 */
export const activationFunctions: Record<ActivationName, string> = {
  relu: `
fn f(x: f32) -> f32 { return select(select(0.0, x, x > 0.0), x, isNaN(x)); }
fn slope(x: f32) -> f32 { return select(0.0, 1.0, x > 0.0); }`,
  elu: `
fn f(x: f32) -> f32 {
  if (x >= 0.0) { return x; }
  if (x < -0.35) { return exp(x) - 1.0; }
  return x * (1.0 + x / 2.0 * (1.0 + x / 3.0 * (1.0 + x / 4.0 * (1.0 + x / 5.0 * (1.0 + x / 6.0 * (1.0 + x / 7.0))))));
}
fn slope(x: f32) -> f32 { return select(exp(x), 1.0, x >= 0.0); }`,
  sigmoid: `
fn f(x: f32) -> f32 { return select(1.0 / (1.0 + exp(-x)), x, isNaN(x)); }
fn slope(x: f32) -> f32 { let s = f(x); return s * (1.0 - s); }`,
  tanh: `
fn f(x: f32) -> f32 { return select(tanh(clamp(x, -10.0, 10.0)), x, isNaN(x)); }
fn slope(x: f32) -> f32 { let t = f(x); return 1.0 - t * t; }`,
  gelu: `
fn cumulative(x: f32) -> f32 {
  let z = 0.70710678 * x;
  let t = min(abs(z), 12.0); // beyond it is 0 or 1
  if (t < 0.95) {
    let s = z * z;
    let p = ((((8.18513654e-05 * s - 0.000809771591) * s + 0.00519695366) * s - 0.0268577058) * s + 0.112836637) * s;
    return 0.5 + 0.5 * (z + z * ((p - 0.376126319) * s + 0.128379166));
  }
  let q = ((((-1.23393502e-05 * t + 0.000333959295) * t - 0.00368810445) * t + 0.0238592643) * t - 0.106350556) * t;
  let tail = 0.5 * exp(((q - 0.635082066) * t - 1.12866569) * t);
  return select(1.0 - tail, tail, x < 0.0);
}
fn f(x: f32) -> f32 { return x * cumulative(x); }
fn slope(x: f32) -> f32 { return cumulative(x) + x * 0.39894228 * exp(-0.5 * x * x); }`,
  geluTanh: `
fn inner(x: f32) -> f32 { return 1.5957691216 * x * (1.0 + 0.044715 * x * x); }
fn f(x: f32) -> f32 { return x / (1.0 + exp(-inner(x))); }
fn slope(x: f32) -> f32 {
  let s = 1.0 / (1.0 + exp(-inner(x)));
  return s * (1.0 + x * 1.5957691216 * (1.0 + 0.134145 * x * x) * (1.0 - s));
}`,
};
