import type { tf } from '../../tfjs.ts';
import { defineKernel } from '../../webgpu/define-kernel.ts';
import type { GpuKernel } from '../gpu-kernel.ts';

/** One dispatch a step: the product with the hidden state and all gates. */
export const lstmWebGPU: GpuKernel = ({ projected, kernel, hidden, cell }, _attributes, backend) => {
  if (projected!.size === 0) return undefined;
  const [time, batch, width] = projected!.shape as [number, number, number];
  const units = width / 4;
  const gates = backend.makeTensorInfo([time, batch, width], 'float32');
  const hiddens = backend.makeTensorInfo([time, batch, units], 'float32');
  const cells = backend.makeTensorInfo([time, batch, units], 'float32');
  const given = { projected: projected!, kernel: kernel!, firstHidden: hidden!, firstCell: cell! };
  const workgroups = Math.ceil((batch * units) / 64);
  for (let t = 0; t < time; t++) {
    forward(backend, { ...given, gates, hiddens, cells }, { t, batch, units }, workgroups);
  }
  return [hiddens, cells, gates];
};

export const lstmGradientWebGPU: GpuKernel = (inputs, _attributes, backend) => {
  const { gates, kernel, cell, cells, dhidden, dcells } = inputs as Record<string, tf.Tensor>;
  if (gates!.size === 0) return undefined;
  const [time, batch, width] = gates!.shape as [number, number, number];
  const units = width / 4;
  const dgates = backend.makeTensorInfo([time, batch, width], 'float32');
  const [dfirst, dcell] = [
    backend.makeTensorInfo([batch, units], 'float32'),
    backend.makeTensorInfo([batch, units], 'float32'),
  ];
  const given = {
    gates: gates!,
    kernel: kernel!,
    firstCell: cell!,
    cells: cells!,
    dhidden: dhidden!,
    dcells: dcells!,
  };
  const workgroups = Math.ceil((batch * units) / 64);
  for (let t = time - 1; t >= 0; t--) {
    backward(backend, { ...given, dgates, dcell }, { t, time, batch, units }, workgroups);
  }
  begin(backend, { kernel: kernel!, dgates, dfirst }, { batch, units }, workgroups);
  return [dgates, dfirst, dcell];
};

const common = `
fn sigmoid(x: f32) -> f32 { return 1.0 / (1.0 + exp(-x)); }
// Beyond ±10 it is ±1, and some drivers overflow there.
fn squash(x: f32) -> f32 { return select(tanh(clamp(x, -10.0, 10.0)), x, isNaN(x)); }`;

const forward = /* @__PURE__ */ defineKernel({
  name: 'lstm step',
  reads: { projected: 'f32', kernel: 'f32', firstHidden: 'f32', firstCell: 'f32' },
  writes: { gates: 'f32', hiddens: 'f32', cells: 'f32' },
  uniforms: { t: 'u32', batch: 'u32', units: 'u32' },
  wgsl: `${common}
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.batch * u.units) { return; }
  let row = i / u.units;
  let unit = i % u.units;
  let wide = 4 * u.units;
  let place = (u.t * u.batch + row) * wide + unit;
  var sums: array<f32, 4>;
  for (var g = 0u; g < 4; g++) { sums[g] = projected[place + g * u.units]; }
  let step = u.batch * u.units;
  let before = u.t * step - select(step, 0, u.t == 0); // where the hidden state of the step before begins
  for (var j = 0u; j < u.units; j++) {
    var h = 0.0;
    if (u.t == 0) { h = firstHidden[row * u.units + j]; } else { h = hiddens[before + row * u.units + j]; }
    for (var g = 0u; g < 4; g++) { sums[g] += h * kernel[j * wide + g * u.units + unit]; }
  }
  let input = sigmoid(sums[0]);
  let forget = sigmoid(sums[1]);
  let candidate = squash(sums[2]);
  let output = sigmoid(sums[3]);
  var c = 0.0;
  if (u.t == 0) { c = firstCell[i]; } else { c = cells[before + i]; }
  let next = forget * c + input * candidate;
  gates[place] = input;
  gates[place + u.units] = forget;
  gates[place + 2 * u.units] = candidate;
  gates[place + 3 * u.units] = output;
  cells[u.t * step + i] = next;
  hiddens[u.t * step + i] = output * squash(next);
}`,
});

const backward = /* @__PURE__ */ defineKernel({
  name: 'lstm step gradient',
  reads: { gates: 'f32', kernel: 'f32', firstCell: 'f32', cells: 'f32', dhidden: 'f32', dcells: 'f32' },
  writes: { dgates: 'f32', dcell: 'f32' },
  uniforms: { t: 'u32', time: 'u32', batch: 'u32', units: 'u32' },
  wgsl: `${common}
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.batch * u.units) { return; }
  let row = i / u.units;
  let unit = i % u.units;
  let wide = 4 * u.units;
  let step = u.batch * u.units;
  let at = u.t * step + i;
  var dh = dhidden[at];
  var dc = dcells[at];
  if (u.t + 1 < u.time) { // what the step after sends back
    let later = ((u.t + 1) * u.batch + row) * wide;
    for (var k = 0u; k < wide; k++) { dh += dgates[later + k] * kernel[unit * wide + k]; }
    dc += dcell[i];
  }
  let place = (u.t * u.batch + row) * wide + unit;
  let input = gates[place];
  let forget = gates[place + u.units];
  let candidate = gates[place + 2 * u.units];
  let output = gates[place + 3 * u.units];
  let squashed = squash(cells[at]);
  var before = 0.0;
  if (u.t == 0) { before = firstCell[i]; } else { before = cells[at - step]; }
  dc += dh * output * (1.0 - squashed * squashed);
  dgates[place] = dc * candidate * input * (1.0 - input);
  dgates[place + u.units] = dc * before * forget * (1.0 - forget);
  dgates[place + 2 * u.units] = dc * input * (1.0 - candidate * candidate);
  dgates[place + 3 * u.units] = dh * squashed * output * (1.0 - output);
  dcell[i] = dc * forget;
}`,
});

const begin = /* @__PURE__ */ defineKernel({
  name: 'lstm begin gradient',
  reads: { kernel: 'f32', dgates: 'f32' },
  writes: { dfirst: 'f32' },
  uniforms: { batch: 'u32', units: 'u32' },
  wgsl: `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.batch * u.units) { return; }
  let wide = 4 * u.units;
  var sum = 0.0;
  for (var k = 0u; k < wide; k++) { sum += dgates[(i / u.units) * wide + k] * kernel[(i % u.units) * wide + k]; }
  dfirst[i] = sum;
}`,
});
