import type { tf } from '../../tfjs.ts';
import { defineKernel } from '../../webgpu/define-kernel.ts';
import type { GpuKernel } from '../gpu-kernel.ts';
import { defineBegin, gateFunctions, recurrentProduct, sentBack, shiftHidden } from '../recurrence/webgpu.ts';

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
  const { gates, kernel, hidden, cell, hiddens, cells, dhidden, dcells } = inputs as Record<
    string,
    tf.Tensor
  >;
  if (gates!.size === 0) return undefined;
  const [time, batch, units] = hiddens!.shape as [number, number, number];
  const dsums = backend.makeTensorInfo([time, batch, 4 * units], 'float32');
  const dfirst = backend.makeTensorInfo([batch, units], 'float32');
  const dcell = backend.makeTensorInfo([batch, units], 'float32');
  const before = backend.makeTensorInfo([time, batch, units], 'float32');
  const numbers = { time, batch, units };
  const states = { firstHidden: hidden!, hiddens: hiddens!, before };
  shiftHidden(backend, states, numbers, Math.ceil(hiddens!.size / 64));
  const saved = { gates: gates!, kernel: kernel!, firstCell: cell!, cells: cells! };
  const tensors = { ...saved, dhidden: dhidden!, dcells: dcells!, dsums, dcell };
  const workgroups = Math.ceil((batch * units) / 64);
  for (let t = time - 1; t >= 0; t--) backward(backend, tensors, { ...numbers, t }, workgroups);
  begin(backend, { kernel: kernel!, dsums, dfirst }, { batch, units }, workgroups);
  return [dsums, dfirst, dcell, before];
};

const forward = /* @__PURE__ */ defineKernel({
  name: 'lstm step',
  reads: { projected: 'f32', kernel: 'f32', firstHidden: 'f32', firstCell: 'f32' },
  writes: { gates: 'f32', hiddens: 'f32', cells: 'f32' },
  uniforms: { t: 'u32', batch: 'u32', units: 'u32' },
  wgsl: `${gateFunctions}
${recurrentProduct(4)}
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  let step = u.batch * u.units;
  if (i >= step) { return; }
  let row = i / u.units;
  let unit = i % u.units;
  let wide = 4 * u.units;
  let place = (u.t * u.batch + row) * wide + unit;
  var sums: array<f32, 4>;
  for (var g = 0u; g < 4; g++) { sums[g] = projected[place + g * u.units]; }
  addRecurrent(&sums, row, unit);
  let input = sigmoid(sums[0]);
  let forget = sigmoid(sums[1]);
  let candidate = squash(sums[2]);
  let output = sigmoid(sums[3]);
  var c = 0.0;
  if (u.t == 0) { c = firstCell[i]; } else { c = cells[(u.t - 1) * step + i]; }
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
  writes: { dsums: 'f32', dcell: 'f32' },
  uniforms: { t: 'u32', time: 'u32', batch: 'u32', units: 'u32' },
  wgsl: `${gateFunctions}
${sentBack(4)}
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
    dh = sentBack(dh, u.t + 1, row, unit);
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
  dsums[place] = dc * candidate * input * (1.0 - input);
  dsums[place + u.units] = dc * before * forget * (1.0 - forget);
  dsums[place + 2 * u.units] = dc * input * (1.0 - candidate * candidate);
  dsums[place + 3 * u.units] = dh * squashed * output * (1.0 - output);
  dcell[i] = dc * forget;
}`,
});

const begin = /* @__PURE__ */ defineBegin('lstm begin gradient', 4, false);
