import { expectClose, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../../index.ts';
import { planProduct } from '../../webgpu/plan-product.ts';
import type { WebGPUBackend } from '../../webgpu/webgpu-backend.ts';
import { optimize } from '../passes/optimize.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { multiply } from './products.ts';
import { makeWebGPUProgram } from './webgpu-program.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

const draw = (...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(shape[0]!).normal(shape.reduce((size, length) => size * length, 1)), shape);

async function expectAsEagerly(step: Step, inputs: readonly tf.Tensor[], calls: number): Promise<void> {
  const program = await makeWebGPUProgram(optimize(traceStep(step, inputs)));
  expect(program.calls).toBe(calls);
  const outputs = Object.values(program.run(inputs, []));
  for (const [i, expected] of Object.values(tf.tidy(() => step(...inputs))).entries()) {
    await expectClose(outputs[i]!, expected, 1e-6);
  }
  program.dispose();
  tf.dispose(outputs);
}

test('products with one operand in common, transposed and not, are one dispatch', async () => {
  const step: Step = (x, w) => ({
    straight: tf.matMul(x!, w!),
    squared: tf.matMul(x!, x!, true, false),
    backwards: tf.matMul(w!, x!, true, true),
  });
  await expectAsEagerly(step, [draw(13, 7), draw(7, 5)], 1);
});

test('a product, its bias and its activation are one dispatch; so are one and what it is added to, batch by batch', async () => {
  const dense: Step = (x, w, bias) => ({
    y: tf.fused.matMul({ a: x!, b: w!, bias: bias!, activation: 'sigmoid' }),
  });
  await expectAsEagerly(dense, [draw(6, 9), draw(9, 5), draw(5)], 1);
  const residual: Step = (x, w, addend) => ({ y: tf.add(addend!, tf.matMul(x!, w!)) });
  await expectAsEagerly(residual, [draw(2, 6, 9), draw(2, 9, 5), draw(2, 6, 5)], 1);
});

test('what waits for another stays behind it, and other kernels stand beside', async () => {
  const step: Step = (x) => {
    const sums = tf.sum(x!, 0);
    const product = tf.matMul(x!, x!, true, false);
    return { sums, product, after: tf.matMul(product, tf.reshape(sums, [-1, 1])) };
  };
  await expectAsEagerly(step, [draw(300, 8)], 2); // sums in workgroups of 256, as products
});

test('by tiles, as GPUs compute what fills them, a product is the same', async () => {
  const backend = tf.backend() as unknown as WebGPUBackend;
  for (const [turnedA, turnedB] of [
    [false, false],
    [true, false],
    [false, true],
  ] as const) {
    const [a, b] = [
      turnedA ? draw(2, 37, 70) : draw(2, 70, 37),
      turnedB ? draw(2, 130, 37) : draw(2, 37, 130),
    ];
    const [bias, addend] = [draw(130), draw(2, 70, 130)];
    const info = backend.makeTensorInfo([2, 70, 130], 'float32');
    const plan = planProduct(a.shape, b.shape, turnedA, turnedB);
    multiply(backend, { a, b, bias, addend, y: info }, plan, undefined, true);
    const y = tf.engine().makeTensorFromTensorInfo(info);
    await expectClose(y, tf.add(addend, tf.add(tf.matMul(a, b, turnedA, turnedB), bias)), 1e-6);
    tf.dispose([a, b, bias, addend, y]);
  }
});
