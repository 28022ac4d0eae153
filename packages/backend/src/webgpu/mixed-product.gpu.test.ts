import { expectNoLeak, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { currentDevice, Random, tf, useDevice } from '../index.ts';
import { type MixedFeatures, mixedProductKernel } from './mixed-product.ts';
import { planProduct } from './plan-product.ts';
import { gpu } from './survey/stock.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu', { precision: 'mixed_float16' });
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

/** What this device may use. Without any of it the kernel runs on every device. */
const offered = (): MixedFeatures => {
  const { features } = gpu().device;
  return { f16: features.has('shader-f16'), subgroups: features.has('subgroups') };
};

interface Matrix {
  readonly values: Float32Array;
  readonly tensor: tf.Tensor2D;
}
const draw = (seed: number, rows: number, columns: number, scale = 1): Matrix => {
  const values = new Random(seed).normal(rows * columns, 0, scale);
  return { values, tensor: tf.tensor2d(values, [rows, columns]) };
};

/**
 * How far the product may be from that of the numbers in 64 bits: each factor errs by 2⁻¹⁰ of itself, so a product by 2⁻⁹ and a little,
 * and a sum of k numbers in float32 by k·2⁻²³ of the sum of their magnitudes; what float16 is too small for by 2⁻²⁸ of the largest.
 */
async function excess(y: tf.Tensor, a: Matrix, b: Matrix): Promise<{ worst: number; rounded: boolean }> {
  const [m, k] = a.tensor.shape;
  const n = b.tensor.shape[1];
  const found = await y.data();
  const largest = (values: Float32Array): number =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const floor = 4 * k * 2 ** -28 * largest(a.values) * largest(b.values);
  let worst = 0;
  let rounded = false;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let [exact, size] = [0, 0];
      for (let l = 0; l < k; l++) {
        const product = a.values[i * k + l]! * b.values[l * n + j]!;
        exact += product;
        size += Math.abs(product);
      }
      const error = Math.abs(found[i * n + j]! - exact);
      worst = Math.max(worst, error / (size * (2 ** -9 * 1.01 + k * 2 ** -23) + floor));
      rounded ||= error > size * 2 ** -19;
    }
  }
  return { worst, rounded };
}

test('the device tells its precision, and without a word it is float32', async () => {
  expect(currentDevice()!.precision).toBe('mixed_float16');
  expect((await useDevice('webgpu')).precision).toBe('float32');
  expect((await useDevice('webgpu', { precision: 'mixed_float16' })).precision).toBe('mixed_float16');
});

test('a case by hand: whole numbers of 11 bits are exact, 2049 is not', async () => {
  const identity = tf.eye(32);
  const whole = tf.range(0, 1024).reshape([32, 32]);
  expect(await tf.matMul(whole, identity).data()).toEqual(await whole.data());
  const [nearer] = await tf.matMul(tf.fill([32, 32], 2049), identity).data();
  expect([2048, 2050]).toContain(nearer);
});

describe('within the bound of the analysis, and truly rounded', () => {
  test.each([
    [32, 32, 32],
    [16, 40, 17],
    [70, 131, 65],
    [33, 2500, 20], // in parts
  ])('[%d, %d] · [%d columns], either transposed', async (m, k, n) => {
    const [a, b] = [draw(1, m, k), draw(2, k, n)];
    const [turnedA, turnedB] = [tf.transpose(a.tensor), tf.transpose(b.tensor)];
    for (const y of [
      tf.matMul(a.tensor, b.tensor),
      tf.matMul(turnedA, b.tensor, true),
      tf.matMul(a.tensor, turnedB, false, true),
      tf.matMul(turnedA, turnedB, true, true),
    ]) {
      const { worst, rounded } = await excess(y, a, b);
      expect(worst).toBeLessThan(1);
      expect(rounded).toBe(true);
    }
  });

  test.each([1e-12, 1e-30, 1e15])(
    'numbers of about %d: nothing overflows and nothing vanishes',
    async (scale) => {
      const [a, b] = [draw(1, 40, 64, scale), draw(2, 64, 33)];
      const { worst } = await excess(tf.matMul(a.tensor, b.tensor), a, b);
      expect(worst).toBeLessThan(1);
    },
  );

  test('batches, broadcast against each other', async () => {
    const [a, b] = [draw(1, 3 * 20, 32), draw(2, 32, 24)];
    const stacked = tf.matMul(tf.reshape(a.tensor, [3, 20, 32]), tf.reshape(b.tensor, [1, 32, 24]));
    const { worst, rounded } = await excess(tf.reshape(stacked, [60, 24]), a, b);
    expect(worst).toBeLessThan(1);
    expect(rounded).toBe(true);
  });
});

test('every way of the kernel that this device has is within the bound, and subgroups change no bit', async () => {
  const [a, b] = [draw(1, 50, 100), draw(2, 100, 40)];
  const { f16, subgroups } = offered();
  const plan = planProduct([50, 100], [100, 40], false, false);
  const uniforms = {
    m: 50,
    n: 40,
    k: 100,
    batch: 1,
    rows: 2,
    columns: 2,
    parts: 1,
    part: 100,
    ...plan.strides,
  };
  for (const half of f16 ? [false, true] : [false]) {
    const bits: string[] = [];
    for (const grouped of subgroups ? [false, true] : [false]) {
      const y = gpu().makeTensorInfo([50, 40], 'float32');
      const kernel = mixedProductKernel(0, { f16: half, subgroups: grouped });
      kernel(gpu(), { a: a.tensor, b: b.tensor, y }, uniforms, 4);
      const made = tf.engine().makeTensorFromTensorInfo(y);
      expect((await excess(made, a, b)).worst).toBeLessThan(1);
      bits.push((await made.data()).join());
    }
    expect(new Set(bits).size).toBe(1);
  }
});

test('the same bits in 20 runs of 20, in one part and in many', async () => {
  for (const [m, k, n] of [
    [64, 96, 64],
    [48, 4096, 32],
  ] as const) {
    const [a, b] = [draw(1, m, k), draw(2, k, n)];
    const found = new Set<string>();
    for (let run = 0; run < 20; run++) {
      const y = tf.matMul(a.tensor, b.tensor);
      found.add((await y.data()).join());
      y.dispose();
    }
    expect(found.size).toBe(1);
  }
});

test('gradients are products of the same precision', async () => {
  const [x, w, dy] = [draw(1, 40, 64), draw(2, 64, 33), draw(3, 40, 33, 1e-9)];
  const [dx, dw] = tf.grads((a, b) => tf.matMul(a!, b!).mul(dy.tensor).sum())([x.tensor, w.tensor]);
  const turned = async ({ tensor }: Matrix): Promise<Matrix> => {
    const turn = tf.transpose(tensor);
    return { tensor: turn, values: (await turn.data()) as Float32Array };
  };
  for (const [y, a, b] of [
    [dx!, dy, await turned(w)],
    [dw!, await turned(x), dy],
  ] as const) {
    const { worst, rounded } = await excess(y, a, b);
    expect(worst).toBeLessThan(1);
    expect(rounded).toBe(true);
  }
});

test('a NaN and an infinity stay in their rows, and leave the others their digits', async () => {
  const a = draw(1, 32, 32);
  a.values.set([NaN], 0);
  a.values.set([Infinity], 40);
  const b = draw(2, 32, 32);
  b.values.fill(1, 0, 32 * 32);
  const product = tf.matMul(tf.tensor2d(a.values, [32, 32]), tf.tensor2d(b.values, [32, 32]));
  const y = (await product.data()) as Float32Array;
  expect(y[0]).toBeNaN();
  expect(y[32]).toBe(Infinity);
  const third = a.values.slice(64, 96).reduce((sum, value) => sum + value, 0);
  expect(Math.abs(y[64]! - third)).toBeLessThan(32 * 4 * 2 ** -10);
});

test('small products, and all in float32, keep the bits of TensorFlow.js', async () => {
  const [a, b] = [draw(1, 15, 100), draw(2, 100, 40)];
  const mixed = await tf.matMul(a.tensor, b.tensor).data();
  await useDevice('webgpu');
  const plain = await tf.matMul(a.tensor, b.tensor).data();
  await useDevice('webgpu', { precision: 'mixed_float16' });
  expect(mixed).toEqual(plain);
});

test('leaves no tensor behind', async () => {
  const [a, b] = [draw(1, 40, 4096), draw(2, 4096, 33)];
  await expectNoLeak(() => tf.matMul(a.tensor, b.tensor).dispose());
  await expectNoLeak(() => tf.fused.matMul({ a: a.tensor, b: b.tensor, activation: 'relu' }).dispose());
});
