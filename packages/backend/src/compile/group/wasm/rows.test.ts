import { beforeAll, describe, expect, test } from 'vitest';

import { wasmKernels } from '../../../device/wasm.ts';
import { Random, tf, useDevice } from '../../../index.ts';
import { runReference } from '../../../ops/operation.ts';
import { factsOf, type Group, GROUP, type GroupInput, type GroupStep } from '../group.ts';
import { groupOperation } from '../reference.ts';
import { generateGroup } from './code.ts';
import { registerWasmGroups } from './kernel.ts';

beforeAll(async () => {
  await useDevice('wasm');
});

const unary = (kernel: string, a: number): GroupStep => ({ op: 'unary', kernel, a });
const binary = (kernel: string, a: number, b: number): GroupStep => ({ op: 'binary', kernel, a, b });
const reduce = (kernel: 'Sum' | 'Mean' | 'Max' | 'Min' | 'Prod' | 'All' | 'Any', a: number): GroupStep => ({
  op: 'reduce',
  kernel,
  a,
});
const literal = (value: number): GroupStep => ({ op: 'literal', value, dtype: 'float32' });
const load: GroupStep = { op: 'load', input: 0 };

/** Steps over rows and columns, whose numbers lie as the input says; the outputs are steps, each as long as it is. */
function rowwise(
  steps: readonly GroupStep[],
  outputs: readonly number[],
  shape: readonly number[],
  input: Partial<GroupInput> = {},
): Group {
  const [outer, inner] = [shape.slice(0, 1), shape.slice(1)];
  const dense = [...inner.map((_, i) => inner.slice(i).reduce((a, b) => a * b)), 1];
  const group: Group = {
    shape,
    outer: 1,
    inputs: [{ strides: dense, offset: 0, dtype: 'float32', ...input }],
    steps,
    outputs: [],
  };
  const facts = factsOf(group);
  const made = outputs.map((step) => {
    const per = facts[step]!.per === 'element' ? ('element' as const) : ('row' as const);
    return { step, per, shape: per === 'element' ? shape : outer, dtype: facts[step]!.dtype };
  });
  return { ...group, outputs: made };
}

const softmax: GroupStep[] = [
  load,
  reduce('Max', 0),
  binary('Sub', 0, 1),
  unary('Exp', 2),
  reduce('Sum', 3),
  binary('RealDiv', 3, 4),
];
const logSoftmax: GroupStep[] = [...softmax.slice(0, 5), unary('Log', 4), binary('Sub', 2, 5)];
const layerNorm: GroupStep[] = [
  load,
  reduce('Mean', 0),
  binary('SquaredDifference', 0, 1),
  reduce('Mean', 2),
  literal(1e-5),
  binary('Add', 3, 4),
  unary('Rsqrt', 5),
  binary('Sub', 0, 1),
  binary('Multiply', 7, 6),
];
/** GELU in its own words: x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))), and what it sums to. */
const gelu: GroupStep[] = [
  load,
  unary('Square', 0),
  binary('Multiply', 1, 0),
  literal(0.044715),
  binary('Multiply', 2, 3),
  binary('Add', 0, 4),
  literal(0.7978845608),
  binary('Multiply', 5, 6),
  unary('Tanh', 7),
  literal(1),
  binary('Add', 8, 9),
  literal(0.5),
  binary('Multiply', 0, 11),
  binary('Multiply', 12, 10),
  reduce('Sum', 13),
];

const numbers = (...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(3).normal(shape.reduce((a, b) => a * b)), shape);

const compute = (group: Group, x: tf.Tensor): tf.Tensor[] =>
  tf.engine().runKernel(GROUP, [x] as unknown as tf.NamedTensorMap, { group } as unknown as tf.NamedAttrMap);

/** All numbers of tensors, which are freed. */
async function numbersOf(tensors: tf.Tensor[]): Promise<number[][]> {
  const all = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose(tensors);
  return all.map((one) => Array.from(one as Float32Array));
}

/** Whether the code of a group gives the numbers of the reference, relative to the largest of each output. */
async function expectClose(group: Group, x: tf.Tensor, within = 1e-6): Promise<void> {
  registerWasmGroups(wasmKernels()!);
  expect(generateGroup(group, new Map())).toBeDefined();
  const found = await numbersOf(compute(group, x));
  const wanted = await numbersOf(tf.tidy(() => runReference(groupOperation, [x], { group })) as tf.Tensor[]);
  for (const [i, output] of wanted.entries()) {
    const scale = Math.max(...output.map((value) => Math.abs(value)));
    const off = Math.max(...output.map((value, j) => Math.abs(value - found[i]![j]!)));
    expect(off).toBeLessThanOrEqual(within * scale);
  }
}

describe('rows with reductions are within 1e-6 of the reference', () => {
  // The last sums in float64, as long rows do.
  test.each([1, 3, 7, 16, 37, 1030])('of %i columns', async (columns) => {
    const x = numbers(5, columns);
    await expectClose(rowwise(softmax, [5], [5, columns]), x);
    await expectClose(rowwise(logSoftmax, [6, 5], [5, columns]), x);
    await expectClose(rowwise(layerNorm, [8, 1, 3], [5, columns]), x);
    await expectClose(rowwise(gelu, [13, 14, 8], [5, columns]), x);
    x.dispose();
  });

  test('whose columns are several axes, or lie apart, or are one number', async () => {
    const x = numbers(6, 4, 10);
    await expectClose(rowwise(softmax, [5], [6, 4, 5], { strides: [40, 10, 2], offset: 1 }), x);
    await expectClose(rowwise(layerNorm, [8, 3], [10, 4, 6], { strides: [1, 10, 40] }), x);
    await expectClose(rowwise(logSoftmax, [6, 1], [6, 40], { strides: [-40, -1], offset: 239 }), x);
    await expectClose(
      rowwise([load, reduce('Sum', 0), reduce('Prod', 0)], [1, 2], [6, 7], { strides: [1, 0] }),
      x,
    );
    x.dispose();
  });

  test('and of whole numbers and truth values exact', async () => {
    const whole = tf.tensor1d([5, -3, 2, 7, 2 ** 30, 2 ** 30, 2 ** 30, 0, -9, 4, 4, 1], 'int32');
    const steps = [load, reduce('Sum', 0), reduce('Max', 0), reduce('Min', 0)];
    await expectClose(rowwise(steps, [1, 2, 3], [2, 6], { dtype: 'int32' }), whole, 0);
    const truths = tf.tensor1d([1, 1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0], 'bool');
    await expectClose(
      rowwise([load, reduce('All', 0), reduce('Any', 0)], [1, 2], [3, 5], { dtype: 'bool' }),
      truths,
      0,
    );
    tf.dispose([whole, truths]);
  });

  test('the largest and smallest of a row with NaN is NaN, wherever it stands', async () => {
    registerWasmGroups(wasmKernels()!);
    for (const place of [0, 3, 4, 16, 18]) {
      const row = Array.from({ length: 19 }, (_, i) => (i === place ? NaN : i));
      const group = rowwise([load, reduce('Max', 0), reduce('Min', 0)], [1, 2], [1, 19]);
      expect(await numbersOf(compute(group, tf.tensor1d(row)))).toEqual([[NaN], [NaN]]);
    }
  });
});

describe('any number of threads gives the same bits', () => {
  const groups = [
    rowwise(softmax, [5], [300, 257]),
    rowwise(gelu, [13, 14], [300, 257]),
    { ...rowwise([load, unary('Erf', 0), unary('Log1p', 1)], [2], [7, 11014]), outer: 2 },
  ];

  test('of groups that all of them know', async () => {
    const x = numbers(300, 257);
    const results: number[][][] = [];
    for (const threads of [1, 2, 3]) {
      expect((await useDevice('wasm', { threads })).threads).toBe(threads);
      const known = registerWasmGroups(wasmKernels()!);
      const release = await known.hold(groups);
      results.push((await Promise.all(groups.map((group) => numbersOf(compute(group, x))))).flat());
      release();
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    x.dispose();
  });

  test('also while groups come and go, and some workers have not heard of them', async () => {
    await useDevice('wasm', { threads: 3 });
    const known = registerWasmGroups(wasmKernels()!);
    const x = numbers(300, 257);
    const [first] = await numbersOf(compute(groups[0]!, x));
    for (let i = 0; i < 9; i++) {
      const one = rowwise([load, literal(i), binary('Add', 0, 1), unary('Exp', 2)], [3], [300, 257]);
      const release = i % 3 === 0 ? await known.hold([one]) : undefined;
      const [sums] = await numbersOf(compute(one, x));
      expect(sums![0]).toBeCloseTo(Math.exp(x.dataSync()[0]! + i), -i);
      expect((await numbersOf(compute(groups[0]!, x)))[0]).toEqual(first);
      release?.();
    }
    await useDevice('wasm', { threads: 1 });
    x.dispose();
  });
});
