import { expectClose, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../../index.ts';
import { planProduct } from '../../webgpu/plan-product.ts';
import type { WebGPUBackend } from '../../webgpu/webgpu-backend.ts';
import { optimize } from '../passes/optimize.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { joinProducts } from './join-products.ts';
import { multiply, PRODUCT_SUM } from './products.ts';
import { makeWebGPUProgram } from './webgpu-program.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

const draw = (stream: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(stream).normal(shape.reduce((size, length) => size * length, 1)), shape);

/** The kernels that a step calls once its products are joined, and that its program gives what the step gives. */
async function kernelsOf(step: Step, inputs: readonly tf.Tensor[]): Promise<string> {
  const graph = optimize(traceStep(step, inputs));
  const program = await makeWebGPUProgram(graph);
  const outputs = Object.values(program.run(inputs, []));
  for (const [i, expected] of Object.values(tf.tidy(() => step(...inputs))).entries()) {
    await expectClose(outputs[i]!, expected, 1e-6);
  }
  program.dispose();
  tf.dispose(outputs);
  return joinProducts(graph)
    .operations.map(({ kernel }) => kernel)
    .join(' ');
}

/** Three pairs of matrices, the second of each transposed. */
const pairs = (): tf.Tensor[] => [1, 2, 3].flatMap((i) => [draw(i, 9, 5), draw(10 + i, 7, 5)]);
const product = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.matMul(a, b, false, true);

test('the products of a sum are one operation, of three at most', async () => {
  const sum: Step = (a, b, c, d, e, f) => ({
    y: tf.add(tf.add(product(a!, b!), product(c!, d!)), product(e!, f!)),
  });
  expect(await kernelsOf(sum, pairs())).toBe(PRODUCT_SUM);
  const four: Step = (a, b, c, d, e, f) => ({
    y: tf.add(tf.add(tf.add(product(a!, b!), product(c!, d!)), product(e!, f!)), product(a!, d!)),
  });
  expect(await kernelsOf(four, pairs())).toBe(`${PRODUCT_SUM} ThawMatMulAdd`);
});

test('what is read besides, differs in its lengths, or has something added first stays apart', async () => {
  const readTwice: Step = (a, b, c, d) => {
    const first = product(a!, b!);
    return { y: tf.add(first, product(c!, d!)), first };
  };
  expect(await kernelsOf(readTwice, pairs())).toBe('BatchMatMul ThawMatMulAdd');
  const longer: Step = (a, b, c, d) => ({ y: tf.add(product(a!, b!), product(c!, d!)) });
  const inputs = [draw(1, 9, 5), draw(2, 7, 5), draw(3, 9, 4), draw(4, 7, 4)];
  expect(await kernelsOf(longer, inputs)).toBe('BatchMatMul ThawMatMulAdd');
  const residual: Step = (a, b, c, d, x) => ({
    y: tf.add(tf.add(x!, product(a!, b!)), product(c!, d!)),
  });
  const [a, b, c, d] = pairs();
  expect(await kernelsOf(residual, [a!, b!, c!, d!, draw(5, 9, 7)])).toBe('ThawMatMulAdd ThawMatMulAdd');
});

test('what was changed by the second product is not read by the first any later', async () => {
  const w = tf.variable(draw(4, 7, 5));
  const [a, b, c] = pairs();
  const before = tf.tidy(() => tf.add(product(a!, w), product(c!, b!)));
  const step: Step = (a, b, c) => {
    const first = product(a!, w);
    w.assign(tf.add(w, 1));
    return { y: tf.add(first, product(c!, b!)) };
  };
  const graph = optimize(traceStep(step, [a!, b!, c!]));
  const program = await makeWebGPUProgram(graph);
  const { y } = program.run([a!, b!, c!], []);
  await expectClose(y!, before, 1e-6);
  program.dispose();
  tf.dispose([w, y!, before, a!, b!, c!]);
});

test.each([true, false])(
  'tiled %s: the sums are those of one product after another, to the bit',
  async (tiled) => {
    const backend = tf.backend() as unknown as WebGPUBackend;
    const [a, b, a1, b1] = [draw(1, 2, 70, 37), draw(2, 2, 37, 130), draw(3, 2, 70, 37), draw(4, 2, 37, 130)];
    const plan = planProduct(a.shape, b.shape, false, false);
    const call = (tensors: Record<string, tf.TensorInfo>): tf.Tensor => {
      const y = backend.makeTensorInfo([2, 70, 130], 'float32');
      multiply(backend, { ...tensors, y }, plan, undefined, tiled);
      return tf.engine().makeTensorFromTensorInfo(y);
    };
    const first = call({ a, b });
    const [apart, together] = [call({ a: a1, b: b1, addend: first }), call({ a, b, a1, b1 })];
    expect(await together.data()).toEqual(await apart.data());
    tf.dispose([a, b, a1, b1, first, apart, together]);
  },
);
