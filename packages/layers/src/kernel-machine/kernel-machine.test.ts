import { ArgumentError, ensureDevice, ShapeError, tf } from '@thaw/backend';
import { hinge, load, toSafetensors, train } from '@thaw/core';
import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import fixture from '../../fixtures/margins.json' with { type: 'json' };
import { type Kernel, KernelMachine, linearKernel, polynomialKernel, rbfKernel } from '../index.ts';

// Against scikit-learn's SVC; ../../fixtures/margins.py made the numbers and says how.
const TOLERANCE = 1e-3;

beforeAll(async () => {
  await ensureDevice();
});

const kernels: Record<string, (options: object) => Kernel> = {
  linear: linearKernel,
  poly: polynomialKernel,
  rbf: rbfKernel,
};
const signs = (targets: number[]): tf.Tensor2D => tf.tensor2d(targets, [targets.length, 1]);

test('two points by hand: the border is half way, the margin half their distance, each counts 2/d²', async () => {
  const machine = new KernelMachine(2, 2, { kernel: linearKernel() });
  const [found] = await machine.fit(tf.tensor2d([[0, 1], [4, 1]]), signs([-1, 1]), { C: 1e6 }); // prettier-ignore
  expect(found!.margin).toBeCloseTo(2, 10);
  expect(found!.supportVectors).toEqual([0, 1]);
  await expectClose(machine.coefficients.value, [[-1 / 8], [1 / 8]], 1e-6);
  await expectClose(machine.forward(tf.tensor2d([[0, 9], [2, -5], [3, 0]])), [[-1], [0], [0.5]], 1e-6); // prettier-ignore
});

test('a cost below what the border needs is met exactly by both', async () => {
  const machine = new KernelMachine(1, 2, { kernel: linearKernel() });
  await machine.fit(tf.tensor2d([[0], [4]]), signs([-1, 1]), { C: 1 / 16 });
  await expectClose(machine.coefficients.value, [[-1 / 16], [1 / 16]], 0);
});

test.each(fixture.map((each) => [each.name, each] as const))(
  '%s: margin, support vectors and decisions are those of the quadratic program',
  async (_, given) => {
    const kernel = kernels[given.kernel]!(given.options);
    const machine = new KernelMachine(given.inputs[0]!.length, given.inputs.length, { kernel });
    const [found] = await machine.fit(tf.tensor2d(given.inputs), signs(given.targets), { C: given.C });
    expect(Math.abs(found!.margin / given.margin - 1)).toBeLessThan(TOLERANCE);
    expect(found!.supportVectors).toEqual(given.supportVectors);
    const decisions = machine.forward(tf.tensor2d(given.asked));
    await expectClose(decisions, Float64Array.from(given.decisions), TOLERANCE);
  },
);

test('on the device a kernel is the same as on the host', async () => {
  const { inputs, asked } = fixture[0]!;
  for (const kernel of [linearKernel(), polynomialKernel(), rbfKernel()]) {
    const expected = asked.map((x) => inputs.map((z) => kernel.ofRows(x, z)));
    await expectClose(kernel.ofTensors(tf.tensor2d(asked), tf.tensor2d(inputs)), expected, 1e-5);
  }
});

test('each of several units is a machine of its own; saved and loaded it decides the same, to the bit', async () => {
  const data = tf.tensor2d([[0, 0], [0, 3], [3, 0], [3, 3]]); // prettier-ignore
  const both = new KernelMachine(2, 4, { units: 2 });
  const targets = tf.tensor2d([[-1, -1], [1, -1], [1, -1], [-1, 1]]); // prettier-ignore
  const margins = await both.fit(data, targets, { C: 10 });
  for (const unit of [0, 1]) {
    const one = new KernelMachine(2, 4);
    const [alone] = await one.fit(data, tf.slice(targets, [0, unit], [4, 1]), { C: 10 });
    expect(margins[unit]).toEqual(alone);
    await expectClose(tf.slice(both.forward(data), [0, unit], [4, 1]), one.forward(data), 1e-6);
  }
  await expectClose(tf.sign(both.forward(data)), targets, 0);
  const loaded = new KernelMachine(2, 4, { units: 2 });
  await load(loaded, await toSafetensors(both));
  await expectClose(loaded.forward(data), both.forward(data), 0);
});

test('fitting again changes what is there and leaves no tensor behind', async () => {
  const [data, targets] = [tf.tensor2d([[0], [1]]), signs([1, -1])];
  const machine = new KernelMachine(1, 2);
  await expectNoLeak(async () => {
    await machine.fit(data, targets);
    tf.tidy(() => void machine.forward(data));
  });
});

test('descending the hinge loss from where the program ended finds nothing to gain', async () => {
  const { inputs, targets, C } = fixture[3]!;
  const data = tf.tensor2d(inputs);
  const machine = new KernelMachine(2, inputs.length, { kernel: rbfKernel({ gamma: 0.8 }) });
  await machine.fit(data, signs(targets), { C });
  const options = { loss: hinge, optimizer: gradientDescent(0.01) };
  for await (const { loss } of train(machine, [{ input: data, target: signs(targets) }], options)) {
    expect(await loss).toBeLessThan(1e-3); // all are at their margin or beyond
  }
});

const machine = (): KernelMachine => new KernelMachine(2, 2);
const rows = { data: Float32Array.of(0, 1, 2, 3), shape: [2, 2] };

test.each<[() => unknown, string]>([
  [() => new KernelMachine(2, 0), 'KernelMachine: examples must be a whole number from 1 on, got 0.'],
  [
    () => new KernelMachine(2, 2, { kernel: rbfKernel as never }),
    'KernelMachine: kernel must be one such as rbfKernel() or { ofTensors, ofRows }, got the function rbfKernel.',
  ],
  [() => rbfKernel({ gamma: 0 }), 'rbfKernel: gamma must be a number above 0, got 0.'],
  [
    () => polynomialKernel({ degree: 1.5 }),
    'polynomialKernel: degree must be a whole number from 1 on, got 1.5.',
  ],
  [() => polynomialKernel({ offset: -1 }), 'polynomialKernel: offset must be a number from 0 on, got -1.'],
])('bad arguments %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});

test.each<[() => Promise<unknown>, string]>([
  [
    () => machine().fit(rows, signs([1, -1]), { C: 0 }),
    'KernelMachine.fit: C must be a number above 0, got 0.',
  ],
  [
    () => machine().fit(rows, signs([1, 0])),
    'KernelMachine: target 0 of row 1 is neither -1 nor 1; of targets 0 and 1 make 2·y − 1.',
  ],
  [
    () => machine().fit(rows, signs([1, 1])),
    'KernelMachine: all targets of unit 0 are 1; a border needs examples of both kinds.',
  ],
  [
    () => machine().fit({ ...rows, data: Float32Array.of(0, 1, NaN, 3) }, signs([1, -1])),
    'KernelMachine: data are finite numbers, and row 1, column 0 is NaN.',
  ],
  [
    () => new KernelMachine(1, 4, { kernel: linearKernel() }).fit(tf.tensor2d([[0], [1], [2], [3]]), signs([1, -1, 1, -1]), { C: 1e6, maxSteps: 3 }), // prettier-ignore
    'KernelMachine: after 3 steps unit 0 misses its optimum by 4.0, and 0.0001 was wanted; scale the inputs, lower C, or allow more maxSteps.',
  ],
])('what cannot be fitted %#', async (act, message) => {
  await expect(act()).rejects.toThrow(new ArgumentError(message));
});

test.each<[() => Promise<unknown>, string]>([
  [
    () => machine().fit(tf.zeros([2, 3]), signs([1, -1])),
    'KernelMachine: expected data [rows, 2], got a tensor [2, 3].',
  ],
  [
    () => machine().fit(rows, tf.tensor1d([1, -1])),
    'KernelMachine: expected targets [rows, 1], got a tensor [2].',
  ],
  [
    () => machine().fit(rows, signs([1, -1, 1])),
    'KernelMachine: it was made for 2 examples, got 2 rows of data and 3 of targets.',
  ],
])('shapes that do not fit %#', async (act, message) => {
  await expect(act()).rejects.toThrow(new ShapeError(message));
});
