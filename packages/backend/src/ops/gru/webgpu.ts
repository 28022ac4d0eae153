import { defineKernel } from '../../webgpu/define-kernel.ts';
import type { GpuKernel } from '../gpu-kernel.ts';
import { defineBegin, gateFunctions, recurrentProduct, sentBack, shiftHidden } from '../recurrence/webgpu.ts';

/** One dispatch a step: the product with the hidden state and all gates. */
export const gruWebGPU: GpuKernel = ({ projected, kernel, bias, hidden }, _attributes, backend) => {
  if (projected!.size === 0) return undefined;
  const [time, batch, width] = projected!.shape as [number, number, number];
  const units = width / 3;
  const hiddens = backend.makeTensorInfo([time, batch, units], 'float32');
  const gates = backend.makeTensorInfo([time, batch, 4 * units], 'float32');
  const tensors = {
    projected: projected!,
    kernel: kernel!,
    bias: bias!,
    firstHidden: hidden!,
    hiddens,
    gates,
  };
  for (let t = 0; t < time; t++)
    forward(backend, tensors, { t, batch, units }, Math.ceil((batch * units) / 64));
  return [hiddens, gates];
};

export const gruGradientWebGPU: GpuKernel = (inputs, _attributes, backend) => {
  const { gates, kernel, hidden, hiddens, dhidden } = inputs;
  if (hiddens!.size === 0) return undefined;
  const [time, batch, units] = hiddens!.shape as [number, number, number];
  const before = backend.makeTensorInfo([time, batch, units], 'float32');
  const dprojected = backend.makeTensorInfo([time, batch, 3 * units], 'float32');
  const dsums = backend.makeTensorInfo([time, batch, 3 * units], 'float32');
  const dfirst = backend.makeTensorInfo([batch, units], 'float32');
  const numbers = { time, batch, units };
  const states = { firstHidden: hidden!, hiddens: hiddens!, before };
  shiftHidden(backend, states, numbers, Math.ceil(hiddens!.size / 64));
  const tensors = { gates: gates!, kernel: kernel!, before, dhidden: dhidden!, dprojected, dsums, dfirst };
  const workgroups = Math.ceil((batch * units) / 64);
  for (let t = time - 1; t >= 0; t--) backward(backend, tensors, { ...numbers, t }, workgroups);
  begin(backend, { kernel: kernel!, dsums, dfirst }, { batch, units }, workgroups);
  return [dprojected, dsums, dfirst, before];
};

const forward = /* @__PURE__ */ defineKernel({
  name: 'gru step',
  reads: { projected: 'f32', kernel: 'f32', bias: 'f32', firstHidden: 'f32' },
  writes: { hiddens: 'f32', gates: 'f32' },
  uniforms: { t: 'u32', batch: 'u32', units: 'u32' },
  wgsl: `${gateFunctions}
${recurrentProduct(3)}
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  let step = u.batch * u.units;
  if (i >= step) { return; }
  let row = i / u.units;
  let unit = i % u.units;
  let wide = 3 * u.units;
  var sums: array<f32, 3>;
  for (var g = 0u; g < 3; g++) { sums[g] = bias[g * u.units + unit]; }
  addRecurrent(&sums, row, unit);
  let given = (u.t * u.batch + row) * wide + unit;
  let place = (u.t * u.batch + row) * 4 * u.units + unit;
  let keep = sigmoid(projected[given] + sums[0]);
  let reset = sigmoid(projected[given + u.units] + sums[1]);
  let candidate = squash(projected[given + 2 * u.units] + reset * sums[2]);
  gates[place] = keep;
  gates[place + u.units] = reset;
  gates[place + 2 * u.units] = candidate;
  gates[place + 3 * u.units] = sums[2];
  hiddens[u.t * step + i] = keep * hiddenBefore(i) + (1.0 - keep) * candidate;
}`,
});

const backward = /* @__PURE__ */ defineKernel({
  name: 'gru step gradient',
  reads: { gates: 'f32', kernel: 'f32', before: 'f32', dhidden: 'f32' },
  writes: { dprojected: 'f32', dsums: 'f32', dfirst: 'f32' },
  uniforms: { t: 'u32', time: 'u32', batch: 'u32', units: 'u32' },
  wgsl: `${sentBack(3)}
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.batch * u.units) { return; }
  let row = i / u.units;
  let unit = i % u.units;
  let wide = 3 * u.units;
  let at = u.t * u.batch * u.units + i;
  var dh = dhidden[at];
  if (u.t + 1 < u.time) { // what the step after sends back, past its gates and through its sums
    dh = sentBack(dh + dfirst[i], u.t + 1, row, unit);
  }
  let place = (u.t * u.batch + row) * 4 * u.units + unit;
  let keep = gates[place];
  let reset = gates[place + u.units];
  let candidate = gates[place + 2 * u.units];
  let dz = dh * (before[at] - candidate) * keep * (1.0 - keep);
  let dn = dh * (1.0 - keep) * (1.0 - candidate * candidate);
  let dr = dn * gates[place + 3 * u.units] * reset * (1.0 - reset);
  let slot = (u.t * u.batch + row) * wide + unit;
  dprojected[slot] = dz;
  dprojected[slot + u.units] = dr;
  dprojected[slot + 2 * u.units] = dn;
  dsums[slot] = dz;
  dsums[slot + u.units] = dr;
  dsums[slot + 2 * u.units] = dn * reset;
  dfirst[i] = dh * keep;
}`,
});

const begin = /* @__PURE__ */ defineBegin('gru begin gradient', 3, true);
