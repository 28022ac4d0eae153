import { defineKernel } from '../../webgpu/define-kernel.ts';
import { COLUMNS, columnSums, LANES } from '../../webgpu/lanes.ts';
import type { GpuKernel } from '../gpu-kernel.ts';

/** Rows that one workgroup takes at most. */
const MOST_ROWS = 2048;

export const batchNormWebGPU: GpuKernel = ({ x, gamma, beta }, { epsilon }, backend) => {
  if (x!.size === 0) return undefined;
  const [rows, units] = x!.shape as [number, number];
  const { parts, each, groups } = plan(rows, units);
  const partial = backend.makeTensorInfo([2, parts, units], 'float32');
  const statistics = backend.makeTensorInfo([2, units], 'float32');
  const y = backend.makeTensorInfo(x!.shape, 'float32');
  moments(backend, { x: x!, partial }, { rows, units, parts, each, blocks: groups }, groups * parts);
  together(backend, { partial, statistics }, { rows, units, parts, each }, groups);
  const tensors = { x: x!, gamma: gamma!, beta: beta!, statistics, y };
  const numbers = { size: x!.size, units, epsilon: epsilon as number };
  apply(backend, tensors, numbers, Math.ceil(x!.size / 64));
  backend.disposeData(partial.dataId);
  return [y, statistics];
};

export const batchNormGradientWebGPU: GpuKernel = (inputs, { epsilon }, backend) => {
  const { x, gamma, statistics, dy, dstatistics } = inputs;
  if (x!.size === 0) return undefined;
  const [rows, units] = x!.shape as [number, number];
  const { parts, each, groups } = plan(rows, units);
  const partial = backend.makeTensorInfo([2, parts, units], 'float32');
  const dx = backend.makeTensorInfo(x!.shape, 'float32');
  const dgamma = backend.makeTensorInfo([units], 'float32');
  const dbeta = backend.makeTensorInfo([units], 'float32');
  const numbers = { units, epsilon: epsilon as number };
  const given = { x: x!, statistics: statistics!, dy: dy! };
  sums(backend, { ...given, partial }, { ...numbers, rows, parts, each, blocks: groups }, groups * parts);
  sumsTogether(backend, { partial, dgamma, dbeta }, { units, parts }, groups);
  const tensors = { ...given, gamma: gamma!, dstatistics: dstatistics!, dgamma, dbeta, dx };
  backward(backend, tensors, { ...numbers, size: x!.size, rows }, Math.ceil(x!.size / 64));
  backend.disposeData(partial.dataId);
  return [dx, dgamma, dbeta];
};

/** How the rows are cut into parts, and how many workgroups have the columns of each. */
function plan(rows: number, units: number): { parts: number; each: number; groups: number } {
  const parts = Math.ceil(rows / MOST_ROWS);
  return { parts, each: Math.ceil(rows / parts), groups: Math.ceil(units / COLUMNS) };
}

/** The sums of a part's columns, and of their squared deviations from the part's own mean, lest a large mean cancels. */
const moments = /* @__PURE__ */ defineKernel({
  name: 'batch norm, moments',
  reads: { x: 'f32' },
  writes: { partial: 'f32' },
  uniforms: { rows: 'u32', units: 'u32', parts: 'u32', each: 'u32', blocks: 'u32' },
  workgroupSize: COLUMNS * LANES,
  wgsl: `${columnSums}
fn main(group: u32, lane: u32) {
  let part = group / u.blocks;
  let column = (group % u.blocks) * columns + lane % columns;
  let begin = part * u.each;
  let end = min(u.rows, begin + u.each);
  let inside = column < u.units;
  var sum = 0.0;
  for (var row = begin + lane / columns; inside && row < end; row += lanes) { sum += x[row * u.units + column]; }
  sum = sumColumn(lane, sum);
  let mean = sum / f32(end - begin);
  var squares = 0.0;
  for (var row = begin + lane / columns; inside && row < end; row += lanes) {
    let d = x[row * u.units + column] - mean;
    squares += d * d;
  }
  squares = sumColumn(lane, squares);
  if (lane < columns && inside) {
    partial[part * u.units + column] = sum;
    partial[(u.parts + part) * u.units + column] = squares;
  }
}`,
});

/** Mean and variance of all rows from those of the parts (Chan, Golub and LeVeque 1983). */
const together = /* @__PURE__ */ defineKernel({
  name: 'batch norm, statistics',
  reads: { partial: 'f32' },
  writes: { statistics: 'f32' },
  uniforms: { rows: 'u32', units: 'u32', parts: 'u32', each: 'u32' },
  workgroupSize: COLUMNS * LANES,
  wgsl: `${columnSums}
fn main(group: u32, lane: u32) {
  let column = group * columns + lane % columns;
  let inside = column < u.units;
  var sum = 0.0;
  for (var part = lane / columns; inside && part < u.parts; part += lanes) { sum += partial[part * u.units + column]; }
  let mean = sumColumn(lane, sum) / f32(u.rows);
  var squares = 0.0;
  for (var part = lane / columns; inside && part < u.parts; part += lanes) {
    let count = f32(min(u.rows, (part + 1) * u.each) - part * u.each);
    let d = partial[part * u.units + column] / count - mean;
    squares += partial[(u.parts + part) * u.units + column] + count * d * d;
  }
  squares = sumColumn(lane, squares);
  if (lane < columns && inside) {
    statistics[column] = mean;
    statistics[u.units + column] = squares / f32(u.rows);
  }
}`,
});

const apply = /* @__PURE__ */ defineKernel({
  name: 'batch norm',
  reads: { x: 'f32', gamma: 'f32', beta: 'f32', statistics: 'f32' },
  writes: { y: 'f32' },
  uniforms: { size: 'u32', units: 'u32', epsilon: 'f32' },
  wgsl: `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.size) { return; }
  let column = i % u.units;
  let scale = gamma[column] / sqrt(statistics[u.units + column] + u.epsilon);
  y[i] = (x[i] - statistics[column]) * scale + beta[column];
}`,
});

/** Σ dy and Σ dy ⊙ x̂ of a part. */
const sums = /* @__PURE__ */ defineKernel({
  name: 'batch norm gradient, sums',
  reads: { x: 'f32', statistics: 'f32', dy: 'f32' },
  writes: { partial: 'f32' },
  uniforms: { rows: 'u32', units: 'u32', parts: 'u32', each: 'u32', blocks: 'u32', epsilon: 'f32' },
  workgroupSize: COLUMNS * LANES,
  wgsl: `${columnSums}
fn main(group: u32, lane: u32) {
  let part = group / u.blocks;
  let column = (group % u.blocks) * columns + lane % columns;
  let end = min(u.rows, (part + 1) * u.each);
  let inside = column < u.units;
  var sum = 0.0;
  var along = 0.0;
  if (inside) {
    let mean = statistics[column];
    for (var row = part * u.each + lane / columns; row < end; row += lanes) {
      let i = row * u.units + column;
      sum += dy[i];
      along += dy[i] * (x[i] - mean);
    }
    along /= sqrt(statistics[u.units + column] + u.epsilon);
  }
  sum = sumColumn(lane, sum);
  along = sumColumn(lane, along);
  if (lane < columns && inside) {
    partial[part * u.units + column] = sum;
    partial[(u.parts + part) * u.units + column] = along;
  }
}`,
});

const sumsTogether = /* @__PURE__ */ defineKernel({
  name: 'batch norm gradient, columns',
  reads: { partial: 'f32' },
  writes: { dgamma: 'f32', dbeta: 'f32' },
  uniforms: { units: 'u32', parts: 'u32' },
  workgroupSize: COLUMNS * LANES,
  wgsl: `${columnSums}
fn main(group: u32, lane: u32) {
  let column = group * columns + lane % columns;
  let inside = column < u.units;
  var sum = 0.0;
  var along = 0.0;
  for (var part = lane / columns; inside && part < u.parts; part += lanes) {
    sum += partial[part * u.units + column];
    along += partial[(u.parts + part) * u.units + column];
  }
  sum = sumColumn(lane, sum);
  along = sumColumn(lane, along);
  if (lane < columns && inside) {
    dbeta[column] = sum;
    dgamma[column] = along;
  }
}`,
});

const backward = /* @__PURE__ */ defineKernel({
  name: 'batch norm gradient',
  reads: {
    x: 'f32',
    statistics: 'f32',
    dy: 'f32',
    gamma: 'f32',
    dstatistics: 'f32',
    dgamma: 'f32',
    dbeta: 'f32',
  },
  writes: { dx: 'f32' },
  uniforms: { size: 'u32', rows: 'u32', units: 'u32', epsilon: 'f32' },
  wgsl: `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.size) { return; }
  let column = i % u.units;
  let scale = 1.0 / sqrt(statistics[u.units + column] + u.epsilon);
  let factor = scale * gamma[column];
  let level = dstatistics[column] - factor * dbeta[column];
  let tilt = 2.0 * dstatistics[u.units + column] - factor * scale * dgamma[column];
  dx[i] = factor * dy[i] + (level + tilt * (x[i] - statistics[column])) / f32(u.rows);
}`,
});
