import { expectClose, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { tf, useDevice } from '../index.ts';
import { defineKernel, type Kernel } from './define-kernel.ts';
import { COLUMNS, columnSums, LANES, laneSums, softmaxRow } from './lanes.ts';
import { gpu } from './survey/stock.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

/** What a kernel of one workgroup of 256 lanes writes. */
function run(kernel: Kernel<'x' | 'y', 'length' | 'lowest'>, x: number[], size: number): tf.Tensor {
  const y = gpu().makeTensorInfo([size], 'float32');
  kernel(gpu(), { x: tf.tensor1d(x), y }, { length: x.length, lowest: -Infinity }, 1);
  return tf.engine().makeTensorFromTensorInfo(y);
}

const define = (wgsl: string): Kernel<'x' | 'y', 'length' | 'lowest'> =>
  defineKernel({
    name: 'lanes',
    reads: { x: 'f32' },
    writes: { y: 'f32' },
    uniforms: { length: 'u32', lowest: 'f32' },
    workgroupSize: COLUMNS * LANES,
    wgsl,
  });

test('the sum of all lanes is handed to each of them, twice in a row', async () => {
  const kernel = define(`${laneSums}
fn main(group: u32, lane: u32) {
  let sum = sumLanes(lane, x[lane]);
  y[lane] = sum + sumLanes(lane, 1.0);
}`);
  const x = Array.from({ length: 256 }, (_, i) => i);
  await expectClose(run(kernel, x, 256), tf.fill([256], 32_640 + 256), 0);
});

test('the sum of each column is handed to its lanes', async () => {
  const kernel = define(`${columnSums}
fn main(group: u32, lane: u32) { y[lane] = sumColumn(lane, x[lane]); }`);
  const x = Array.from({ length: 256 }, (_, i) => i % COLUMNS);
  await expectClose(
    run(kernel, x, 256),
    x.map((column) => column * LANES),
    0,
  );
});

test('the largest number of a row, and the sum of the exponentials below it; a NaN is kept', async () => {
  const kernel = define(`${softmaxRow('x')}
fn main(group: u32, lane: u32) {
  let row = rowOf(lane, 0, u.length);
  if (lane == 255) { y[0] = row.highest; y[1] = row.sum; }
}`);
  const row: number[] = Array.from({ length: 300 }, (_, i) => (i === 7 ? 5 : -1000));
  row[299] = 5;
  await expectClose(run(kernel, row, 2), [5, 2], 0);
  row[100] = NaN;
  expect((await run(kernel, row, 2).data())[0]).toBeNaN();
});
