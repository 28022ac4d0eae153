import { defineKernel } from '../../webgpu/define-kernel.ts';
import { softmaxRow } from '../../webgpu/lanes.ts';
import type { GpuKernel } from '../gpu-kernel.ts';

export const crossEntropyWebGPU: GpuKernel = ({ logits, labels }, _attributes, backend) => {
  if (logits!.size === 0 || labels!.dtype !== 'int32') return undefined;
  const [rows, classes] = logits!.shape as [number, number];
  const losses = backend.makeTensorInfo([rows], 'float32');
  const sums = backend.makeTensorInfo([rows], 'float32');
  const tensors = { logits: logits!, labels: labels!, losses, sums };
  forward(backend, tensors, { classes, lowest: -Infinity }, rows);
  return [losses, sums];
};

export const crossEntropyGradientWebGPU: GpuKernel = (inputs, _attributes, backend) => {
  const { logits, labels, sums, dy } = inputs;
  if (logits!.size === 0 || labels!.dtype !== 'int32') return undefined;
  const [rows, classes] = logits!.shape as [number, number];
  const dx = backend.makeTensorInfo([rows, classes], 'float32');
  const tensors = { logits: logits!, labels: labels!, sums: sums!, dy: dy!, dx };
  backward(backend, tensors, { classes, size: rows * classes }, Math.ceil((rows * classes) / 64));
  return dx;
};

const forward = /* @__PURE__ */ defineKernel({
  name: 'cross-entropy',
  reads: { logits: 'f32', labels: 'i32' },
  writes: { losses: 'f32', sums: 'f32' },
  uniforms: { classes: 'u32', lowest: 'f32' },
  wgsl: `${softmaxRow('logits')}
fn main(group: u32, lane: u32) {
  let begin = group * u.classes;
  let row = rowOf(lane, begin, u.classes);
  if (lane > 0) { return; }
  let total = select(row.highest + log(row.sum), row.highest, isNaN(row.highest));
  sums[group] = total;
  let label = u32(labels[group]); // below 0 it is a great one
  var loss = 0.0;
  if (label < u.classes) { loss = total - logits[begin + label]; }
  losses[group] = loss;
}`,
});

const backward = /* @__PURE__ */ defineKernel({
  name: 'cross-entropy gradient',
  reads: { logits: 'f32', labels: 'i32', sums: 'f32', dy: 'f32' },
  writes: { dx: 'f32' },
  uniforms: { classes: 'u32', size: 'u32' },
  wgsl: `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.size) { return; }
  let row = i / u.classes;
  let label = u32(labels[row]);
  var gradient = 0.0;
  if (label < u.classes) {
    let share = exp(logits[i] - sums[row]);
    gradient = dy[row] * select(share, share - 1.0, i % u.classes == label);
  }
  dx[i] = gradient;
}`,
});
