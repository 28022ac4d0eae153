import { beforeAll, describe, expect, test } from 'vitest';

import { wasmKernels } from '../../../device/wasm.ts';
import { memory, tf, useDevice } from '../../../index.ts';
import { activationNames } from '../../../ops/bias-activation/reference.ts';
import { runReference } from '../../../ops/operation.ts';
import type { Attributes } from '../../trace/rule.ts';
import { binaryTypes, unaryTypes } from '../elements.ts';
import { factsOf, type Group, GROUP, type GroupInput, type GroupStep } from '../group.ts';
import { groupOperation } from '../reference.ts';
import { canGenerate } from './code.ts';
import { registerWasmGroups } from './kernel.ts';

beforeAll(async () => {
  await useDevice('wasm');
  registerWasmGroups(wasmKernels()!);
});

type Kind = 'float32' | 'int32' | 'bool';

/** Numbers of all sizes, and those that differ from others only in their bits or not even there. */
const odd = [0, -0, NaN, Infinity, -Infinity, 1e-40, -1e-12, 1, -1, 0.95, 3e9, -3e9, 88.8, -87.4, 6, 1e30];

function numbersOf(dtype: Kind, size: number): tf.Tensor1D {
  const at = (i: number): number => Math.fround(Math.sin(i * 12.9898 + 4.1) * 4.5);
  const values = Array.from({ length: size }, (_, i) => (i % 3 === 1 ? odd[(i * 7) % odd.length]! : at(i)));
  if (dtype === 'float32') return tf.tensor1d(values);
  const wholes = values.map((value, i) => (Number.isFinite(value) ? Math.trunc(value * (i % 5)) | 0 : i));
  return dtype === 'int32'
    ? tf.tensor1d(wholes, 'int32')
    : tf.tensor1d(
        wholes.map((value) => value & 1),
        'bool',
      );
}

async function bitsOf(tensors: readonly tf.Tensor[]): Promise<(number[] | string[])[]> {
  const all = await Promise.all(tensors.map((tensor) => tensor.data()));
  tf.dispose([...tensors]);
  return all.map((numbers) =>
    Array.from(numbers as Float32Array, (number) => (Object.is(number, -0) ? '-0' : String(number))),
  );
}

const compute = (group: Group, inputs: readonly tf.Tensor[]): tf.Tensor[] =>
  tf
    .engine()
    .runKernel(GROUP, [...inputs] as unknown as tf.NamedTensorMap, { group } as unknown as tf.NamedAttrMap);

const reference = (group: Group, inputs: readonly tf.Tensor[]): tf.Tensor[] =>
  tf.tidy(() => runReference(groupOperation, [...inputs], { group })) as tf.Tensor[];

/** Views of a nest [3, 4, 5] that lie and repeat in different ways, all within 240 numbers. */
const views: Record<string, { strides: number[]; offset: number }> = {
  dense: { strides: [20, 5, 1], offset: 0 },
  'a slice': { strides: [80, 10, 1], offset: 7 },
  'turned over': { strides: [1, 3, 12], offset: 0 },
  backwards: { strides: [-20, -5, -1], offset: 59 },
  'one column': { strides: [4, 1, 0], offset: 2 },
  'one number': { strides: [0, 0, 0], offset: 9 },
  'one row': { strides: [0, 0, 1], offset: 3 },
  'every other': { strides: [40, 10, 2], offset: 1 },
};

/** A group of one operation on such views. */
function groupOf(
  step: (operands: number[]) => GroupStep,
  inputs: readonly GroupInput[],
  shape = [3, 4, 5],
): Group {
  const loads = inputs.map((_, input): GroupStep => ({ op: 'load', input }));
  const group: Group = {
    shape,
    outer: shape.length,
    inputs,
    steps: [...loads, step(inputs.map((_, i) => i))],
    outputs: [],
  };
  const { dtype } = factsOf(group).at(-1)!;
  return { ...group, outputs: [{ step: loads.length, per: 'element', shape, dtype }] };
}

/** Whether the code of a group gives the bits of the reference. */
async function expectBits(group: Group): Promise<void> {
  const inputs = group.inputs.map(({ dtype }, i) => {
    const all = numbersOf(dtype as Kind, 243);
    const some = tf.slice(all, i, 240);
    all.dispose();
    return some;
  });
  expect(canGenerate(group)).toBe(true);
  expect(await bitsOf(compute(group, inputs))).toEqual(await bitsOf(reference(group, inputs)));
  tf.dispose(inputs);
}

const attributesOf = (kernel: string): Attributes[] => {
  if (kernel.startsWith('ThawActivation')) return activationNames.map((name) => ({ name }));
  const some: Record<string, Attributes[]> = {
    ClipByValue: [{ clipValueMin: -1.5, clipValueMax: 2 }],
    LeakyRelu: [{ alpha: 0.2 }],
    Step: [{ alpha: 0.5 }, {}],
  };
  return some[kernel] ?? [{}];
};

const cases = (types: typeof unaryTypes): [string, Kind, Attributes][] =>
  Object.entries(types).flatMap(([kernel, { takes }]) =>
    takes.flatMap((dtype) =>
      attributesOf(kernel).map((one): [string, Kind, Attributes] => [kernel, dtype as Kind, one]),
    ),
  );

const some = ['dense', 'turned over', 'one column'].map((name) => views[name]!);

describe('a group of one operation gives the bits of its kernel', () => {
  test.each(Object.keys(views))('on any views: %s', async (name) => {
    for (const dtype of ['float32', 'int32', 'bool'] as const) {
      const inputs = [views[name]!, views['dense']!].map((one) => ({ ...one, dtype }));
      await expectBits(groupOf(([a, b]) => ({ op: 'binary', kernel: 'Less', a: a!, b: b! }), inputs));
      await expectBits(groupOf(([a]) => ({ op: 'cast', a: a!, dtype: 'float32' }), inputs.slice(0, 1)));
    }
  });

  test.each(cases(unaryTypes))('%s of %s %o', async (kernel, dtype, attributes) => {
    for (const view of some) {
      await expectBits(groupOf(([a]) => ({ op: 'unary', kernel, a: a!, attributes }), [{ ...view, dtype }]));
    }
  });

  test.each(cases(binaryTypes))('%s of %s %o', async (kernel, dtype, attributes) => {
    for (const [i, view] of some.entries()) {
      const inputs = [view, some[(i + 1) % 3]!].map((one) => ({ ...one, dtype }));
      await expectBits(groupOf(([a, b]) => ({ op: 'binary', kernel, a: a!, b: b!, attributes }), inputs));
    }
  });

  const kinds: Kind[] = ['float32', 'int32', 'bool'];
  test.each(kinds.flatMap((from) => kinds.map((to) => [from, to] as const)))(
    'cast of %s to %s',
    async (from, dtype) => {
      for (const view of some) {
        await expectBits(groupOf(([a]) => ({ op: 'cast', a: a!, dtype }), [{ ...view, dtype: from }]));
      }
    },
  );

  test.each(kinds)('selection of %s', async (dtype) => {
    const { dense, 'one column': column, backwards } = views;
    const inputs = [
      { ...dense!, dtype: 'bool' as const },
      { ...column!, dtype },
      { ...backwards!, dtype },
    ];
    const select = ([condition, yes, no]: number[]): GroupStep => ({
      op: 'select',
      condition: condition!,
      yes: yes!,
      no: no!,
    });
    await expectBits(groupOf(select, inputs));
  });

  test.each([1, 2, 3, 4, 5, 15, 16, 17, 33, 64, 67])('also of %i numbers', async (size) => {
    const input = { strides: [1], offset: 0, dtype: 'float32' } as const;
    await expectBits(groupOf(([a]) => ({ op: 'unary', kernel: 'Tanh', a: a! }), [input], [size]));
    await expectBits(
      groupOf(([a, b]) => ({ op: 'binary', kernel: 'Less', a: a!, b: b! }), [input, input], [size]),
    );
  });
});

test.each([[[]], [[1, 1, 1]], [[1, 7, 1]]])(
  'axes of one number, or none at all, are none: %j',
  async (shape) => {
    const strides = shape.map((_, axis) => 3 * axis);
    const input = { strides, offset: 5, dtype: 'float32' } as const;
    await expectBits(groupOf(([a]) => ({ op: 'unary', kernel: 'Exp', a: a! }), [input], shape));
  },
);

test('views that are turned over are as exact where they are large', async () => {
  const shape = [70, 90];
  const inputs = [
    { strides: [1, 70], offset: 0, dtype: 'float32' as const },
    { strides: [90, 1], offset: 0, dtype: 'float32' as const },
  ];
  const group = groupOf(([a, b]) => ({ op: 'binary', kernel: 'Sub', a: a!, b: b! }), inputs, shape);
  const tensors = [tf.randomNormal([6300]), tf.randomNormal([6300])];
  expect(await bitsOf(compute(group, tensors))).toEqual(await bitsOf(reference(group, tensors)));
  tf.dispose(tensors);
});

test('literals of each kind are what they say, infinities and −0 too', async () => {
  const values: [number, Kind][] = [
    [-0, 'float32'],
    [0, 'float32'],
    [Infinity, 'float32'],
    [-7, 'int32'],
    [1, 'bool'],
    [0, 'bool'],
  ];
  for (const [value, dtype] of values) {
    await expectBits({
      shape: [2, 3],
      outer: 2,
      inputs: [],
      steps: [{ op: 'literal', value, dtype }],
      outputs: [{ step: 0, per: 'element', shape: [2, 3], dtype }],
    });
  }
});

test('a group leaves nothing behind, and none of no numbers is computed', async () => {
  const group = groupOf(
    ([a]) => ({ op: 'unary', kernel: 'Exp', a: a! }),
    [{ ...views['dense']!, dtype: 'float32' }],
  );
  const x = numbersOf('float32', 60);
  tf.dispose(compute(group, [x]));
  const before = memory();
  tf.dispose(compute(group, [x]));
  expect(memory()).toEqual(before);
  x.dispose();
  const none = groupOf(
    ([a]) => ({ op: 'unary', kernel: 'Exp', a: a! }),
    [{ strides: [3, 1], offset: 0, dtype: 'float32' }],
    [0, 3],
  );
  const [y] = compute(none, [tf.zeros([0, 3])]);
  expect(y!.shape).toEqual([0, 3]);
});
