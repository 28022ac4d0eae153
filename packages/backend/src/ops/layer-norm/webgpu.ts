import { defineKernel } from '../../webgpu/define-kernel.ts';
import { COLUMNS, columnSums, LANES, laneSums } from '../../webgpu/lanes.ts';
import type { GpuKernel } from '../gpu-kernel.ts';

export const normalizeWebGPU: GpuKernel = ({ x, gamma, beta }, { epsilon, centre }, backend) => {
  if (x!.size === 0) return undefined;
  const [rows, units] = x!.shape as [number, number];
  const y = backend.makeTensorInfo([rows, units], 'float32');
  const statistics = backend.makeTensorInfo([rows, 2], 'float32');
  const tensors = { x: x!, gamma: gamma!, beta: beta ?? gamma!, y, statistics };
  const numbers = { units, epsilon: epsilon as number, centre: centre ? 1 : 0, shift: beta ? 1 : 0 };
  forward(backend, tensors, numbers, rows);
  return [y, statistics];
};

export const normalizeGradientWebGPU: GpuKernel = (
  { x, gamma, statistics, dy, addend },
  { centre },
  backend,
) => {
  if (x!.size === 0) return undefined;
  const [rows, units] = x!.shape as [number, number];
  const dx = backend.makeTensorInfo([rows, units], 'float32');
  const [dgamma, dbeta] = [
    backend.makeTensorInfo([units], 'float32'),
    backend.makeTensorInfo([units], 'float32'),
  ];
  const given = { x: x!, statistics: statistics!, dy: dy! };
  const tensors = { ...given, gamma: gamma!, addend: addend ?? dy!, dx };
  backward(backend, tensors, { units, centre: centre ? 1 : 0, isAdded: addend ? 1 : 0 }, rows);
  columns(backend, { ...given, dgamma, dbeta }, { rows, units }, Math.ceil(units / COLUMNS));
  return [dx, dgamma, dbeta];
};

const forward = /* @__PURE__ */ defineKernel({
  name: 'normalize',
  reads: { x: 'f32', gamma: 'f32', beta: 'f32' },
  writes: { y: 'f32', statistics: 'f32' },
  uniforms: { units: 'u32', epsilon: 'f32', centre: 'u32', shift: 'u32' },
  wgsl: `${laneSums}
fn main(group: u32, lane: u32) {
  let begin = group * u.units;
  var sum = 0.0;
  for (var i = lane; i < u.units; i += workgroupSize) { sum += x[begin + i]; }
  sum = sumLanes(lane, sum);
  let mean = select(0.0, sum / f32(u.units), u.centre != 0);
  var squares = 0.0;
  for (var i = lane; i < u.units; i += workgroupSize) {
    let d = x[begin + i] - mean;
    squares += d * d;
  }
  squares = sumLanes(lane, squares);
  let scale = 1.0 / sqrt(squares / f32(u.units) + u.epsilon);
  for (var i = lane; i < u.units; i += workgroupSize) {
    let offset = select(0.0, beta[i], u.shift != 0);
    y[begin + i] = (x[begin + i] - mean) * scale * gamma[i] + offset;
  }
  if (lane == 0) {
    statistics[2 * group] = mean;
    statistics[2 * group + 1] = scale;
  }
}`,
});

const backward = /* @__PURE__ */ defineKernel({
  name: 'normalize gradient',
  reads: { x: 'f32', gamma: 'f32', statistics: 'f32', dy: 'f32', addend: 'f32' },
  writes: { dx: 'f32' },
  uniforms: { units: 'u32', centre: 'u32', isAdded: 'u32' },
  wgsl: `${laneSums}
fn main(group: u32, lane: u32) {
  let begin = group * u.units;
  let mean = statistics[2 * group];
  let scale = statistics[2 * group + 1];
  var sum = 0.0;
  var along = 0.0;
  for (var i = lane; i < u.units; i += workgroupSize) {
    let normalized = (x[begin + i] - mean) * scale;
    let g = dy[begin + i] * gamma[i];
    sum += g;
    along += g * normalized;
  }
  sum = select(0.0, sumLanes(lane, sum) / f32(u.units), u.centre != 0);
  along = sumLanes(lane, along) / f32(u.units);
  for (var i = lane; i < u.units; i += workgroupSize) {
    let normalized = (x[begin + i] - mean) * scale;
    var value = (dy[begin + i] * gamma[i] - sum - normalized * along) * scale;
    if (u.isAdded != 0) { value += addend[begin + i]; }
    dx[begin + i] = value;
  }
}`,
});

const columns = /* @__PURE__ */ defineKernel({
  name: 'normalize gradient, columns',
  reads: { x: 'f32', statistics: 'f32', dy: 'f32' },
  writes: { dgamma: 'f32', dbeta: 'f32' },
  uniforms: { rows: 'u32', units: 'u32' },
  workgroupSize: COLUMNS * LANES,
  wgsl: `${columnSums}
fn main(group: u32, lane: u32) {
  let column = group * columns + lane % columns;
  var along = 0.0;
  var sum = 0.0;
  if (column < u.units) {
    for (var row = lane / columns; row < u.rows; row += lanes) {
      let i = row * u.units + column;
      along += dy[i] * (x[i] - statistics[2 * row]) * statistics[2 * row + 1];
      sum += dy[i];
    }
  }
  along = sumColumn(lane, along);
  sum = sumColumn(lane, sum);
  if (lane < columns && column < u.units) {
    dgamma[column] = along;
    dbeta[column] = sum;
  }
}`,
});
