import { expectClose, expectNoLeak, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { tf, useDevice } from '../../index.ts';
import { completeWebGPU } from '../complete-webgpu.ts';
import { stock } from '../survey/stock.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  completeWebGPU();
  tf.env().set('WEBGPU_CPU_FORWARD', false); // else what is small is computed on the processor
  errors = watchGpuErrors();
});
afterAll(async () => {
  tf.env().set('WEBGPU_CPU_FORWARD', true);
  await errors.expectNone();
});

const whole = (...values: number[]): tf.Tensor => tf.tensor1d(values, 'int32').add(tf.scalar(0, 'int32'));

test('TensorFlow.js takes 16,777,217 for 16,777,216', async () => {
  const same = stock('Equal', { a: whole(16_777_217), b: whole(16_777_216) });
  expect((await same.data())[0]).toBe(1);
});

test('sums, products and comparisons are exact, and wrap as int32 do', async () => {
  const [a, b] = [whole(16_777_217, 2_147_483_647, -7, 46_341), whole(16_777_216, 1, 3, 46_341)];
  await expectClose(tf.add(a, b), [33_554_433, -2_147_483_648, -4, 92_682], 0);
  await expectClose(tf.sub(a, b), [1, 2_147_483_646, -10, 0], 0);
  await expectClose(tf.mul(whole(123_456_789), whole(10)), [1_234_567_890], 0);
  await expectClose(tf.maximum(a, b), [16_777_217, 2_147_483_647, 3, 46_341], 0);
  const greater = tf.greater(a, b);
  expect([greater.dtype, ...(await greater.data())]).toEqual(['bool', 1, 1, 0, 0]);
  expect([...(await tf.equal(a, b).data())]).toEqual([0, 0, 0, 1]);
});

test('division rounds down, and its rest has the sign of the divisor', async () => {
  const [a, b] = [whole(-7, 7, -8, 2_147_483_647, 6), whole(2, -2, 3, 7, -3)];
  await expectClose(tf.floorDiv(a, b), [-4, -4, -3, 306_783_378, -2], 0);
  await expectClose(tf.mod(a, b), [1, -1, 1, 1, 0], 0);
});

test('each is broadcast over the other', async () => {
  const [column, row] = [whole(1, 2).reshape([2, 1]), whole(10, 20, 30)];
  await expectClose(
    tf.add(column, row),
    [
      [11, 21, 31],
      [12, 22, 32],
    ],
    0,
  );
  const deep = tf.sub(row.reshape([1, 1, 3, 1, 1, 1]), column.reshape([1, 2, 1, 1, 1, 1]));
  expect(deep.shape).toEqual([1, 2, 3, 1, 1, 1]);
  await expectClose(deep.flatten(), [9, 19, 29, 8, 18, 28], 0);
  expect(tf.add(tf.zeros([0, 3], 'int32'), row).shape).toEqual([0, 3]);
});

test('leaves no tensor behind', async () => {
  const [a, b] = [whole(1, 2), whole(3, 4)];
  await expectNoLeak(() => tf.mul(a, b).dispose());
});
