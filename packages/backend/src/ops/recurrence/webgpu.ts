import { defineKernel, type Kernel } from '../../webgpu/define-kernel.ts';

/** What the kernels of gates call. */
export const gateFunctions = `
fn sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exp(-x)); }
// Beyond ±10 it is ±1, and some drivers overflow there.
fn squash(x: f32) -> f32 { return select(tanh(clamp(x, -10.0, 10.0)), x, isNaN(x)); }`;

/** For a step with so many gates: the hidden state it begins with, and its product with the kernel, added to the sums of a unit. */
export const recurrentProduct = (gates: number): string => `
fn hiddenBefore(i: u32) -> f32 {
  if (u.t == 0) { return firstHidden[i]; }
  return hiddens[(u.t - 1) * u.batch * u.units + i];
}
fn addRecurrent(sums: ptr<function, array<f32, ${gates}>>, row: u32, unit: u32) {
  for (var j = 0u; j < u.units; j++) {
    let h = hiddenBefore(row * u.units + j);
    for (var g = 0u; g < ${gates}; g++) { (*sums)[g] += h * kernel[(j * ${gates} + g) * u.units + unit]; }
  }
}`;

/** What a step sends back through its sums to a hidden unit, added to the rest of that unit's gradient. */
export const sentBack = (gates: number): string => `
fn sentBack(rest: f32, step: u32, row: u32, unit: u32) -> f32 {
  let wide = ${gates} * u.units;
  let place = (step * u.batch + row) * wide;
  var sum = rest;
  for (var k = 0u; k < wide; k++) { sum += dsums[place + k] * kernel[unit * wide + k]; }
  return sum;
}`;

/** Makes the kernel of the gradient in the first hidden state, in which lies what went past the gates, where a recurrence has that. */
export const defineBegin = (
  name: string,
  gates: number,
  past: boolean,
): Kernel<'kernel' | 'dsums' | 'dfirst', 'batch' | 'units'> =>
  defineKernel({
    name,
    reads: { kernel: 'f32', dsums: 'f32' },
    writes: { dfirst: 'f32' },
    uniforms: { batch: 'u32', units: 'u32' },
    wgsl: `${sentBack(gates)}
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.batch * u.units) { return; }
  dfirst[i] = sentBack(${past ? 'dfirst[i]' : '0.0'}, 0, i / u.units, i % u.units);
}`,
  });

/** The hidden state that each step began with. */
export const shiftHidden: Kernel<'firstHidden' | 'hiddens' | 'before', 'time' | 'batch' | 'units'> =
  /* @__PURE__ */ defineKernel({
    name: 'hidden states before',
    reads: { firstHidden: 'f32', hiddens: 'f32' },
    writes: { before: 'f32' },
    uniforms: { time: 'u32', batch: 'u32', units: 'u32' },
    wgsl: `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  let step = u.batch * u.units;
  if (i >= u.time * step) { return; }
  if (i < step) { before[i] = firstHidden[i]; } else { before[i] = hiddens[i - step]; }
}`,
  });
