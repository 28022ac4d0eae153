import { type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { runReference } from '../../ops/operation.ts';
import { tf, useDevice } from '../../index.ts';
import { binaryTypes, reductionTypes, unaryTypes } from './elements.ts';
import { type Group, GROUP, type GroupInput, type GroupStep } from './group.ts';
import { groupOperation } from './reference.ts';
import { registerWebGPUGroup } from './webgpu/kernel.ts';

await useDevice('webgpu');
registerWebGPUGroup();
await import('./group.test.ts'); // by the kernel for webgpu

let errors: GpuErrors;
beforeAll(() => {
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

type Numbers = 'float32' | 'int32' | 'bool';

const some: Record<Numbers, readonly number[]> = {
  float32: [NaN, Infinity, -Infinity, 0, 1, -1, 0.3, -0.4, 7.5, -20, 3, 3],
  int32: [0, 1, -1, 5, -7, 2 ** 30, 3, 3, 1_000_001, 1_000_000, 2, -2],
  bool: [0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0],
};

const tensor = (dtype: Numbers, turn = 0): tf.Tensor =>
  tf.tensor([...some[dtype].slice(turn), ...some[dtype].slice(0, turn)], [12], dtype);

async function expectReference(group: Group, inputs: readonly tf.Tensor[]): Promise<void> {
  const given = [...inputs];
  const made = tf.engine().runKernel(GROUP, given as unknown as tf.NamedTensorMap, { group } as unknown as tf.NamedAttrMap) as unknown as tf.Tensor[]; // prettier-ignore
  const expected = runReference(groupOperation, given, { group }) as tf.Tensor[];
  for (const [i, output] of made.entries()) {
    expect([output.shape, output.dtype]).toEqual([expected[i]!.shape, expected[i]!.dtype]);
    const [a, b] = [await output.data(), await expected[i]!.data()];
    const kind = (number: number): string => (Number.isFinite(number) ? 'finite' : String(number));
    const finite = (number: number): number => (Number.isFinite(number) ? number : 0);
    expect([...a].map(kind)).toEqual([...b].map(kind));
    expect([...a].map(finite)).toEqual([...b].map((number) => expect.closeTo(finite(number), 5)));
  }
  tf.dispose([made, expected, given]);
}

const vector = (dtype: Numbers): GroupInput => ({ strides: [1], offset: 0, dtype });
const all = (steps: readonly GroupStep[], first: number, dtypes: readonly Numbers[]): Group['outputs'] =>
  steps.slice(first).map((_, i) => ({ step: first + i, per: 'element', shape: [12], dtype: dtypes[i]! }));

const attributes: Record<string, Record<string, unknown>> = {
  ClipByValue: { clipValueMin: -Infinity, clipValueMax: 2 },
  LeakyRelu: { alpha: 0.2 },
  Step: { alpha: 0.5 },
  ThawActivation: { name: 'gelu' },
  ThawActivationGradient: { name: 'geluTanh' },
};

test.each(['float32', 'int32', 'bool'] as const)(
  'kernels of %s give what they give by themselves',
  async (dtype) => {
    const unary = Object.entries(unaryTypes).filter(([, { takes }]) => takes.includes(dtype));
    const binary = Object.entries(binaryTypes).filter(([, { takes }]) => takes.includes(dtype));
    const made = [...unary, ...binary].map(([, { makes }]) => (makes as Numbers | undefined) ?? dtype);
    const steps: GroupStep[] = [
      { op: 'load', input: 0 },
      { op: 'load', input: 1 },
      ...unary.map(
        ([kernel]) => ({ op: 'unary', kernel, a: 0, attributes: attributes[kernel] ?? {} }) as const,
      ),
      ...binary.map(
        ([kernel]) => ({ op: 'binary', kernel, a: 0, b: 1, attributes: attributes[kernel] ?? {} }) as const,
      ),
    ];
    const outputs = all(steps, 2, made);
    for (let i = 0; i < outputs.length; i += 6) {
      const group: Group = { shape: [12], outer: 1, inputs: [vector(dtype), vector(dtype)], steps, outputs: outputs.slice(i, i + 6) }; // prettier-ignore
      await expectReference(group, [tensor(dtype), tensor(dtype, 1)]);
    }
  },
);

test('numbers become those of other types, and are chosen', async () => {
  const types = ['float32', 'int32', 'bool'] as const;
  const steps: GroupStep[] = types.map((_, input) => ({ op: 'load', input }));
  for (const a of types.keys()) for (const dtype of types) steps.push({ op: 'cast', a, dtype });
  steps.push(
    { op: 'literal', value: -Infinity, dtype: 'float32' },
    { op: 'select', condition: 2, yes: 0, no: 12 },
  );
  const dtypes = [...types, ...types, ...types, 'float32', 'float32'] as const;
  for (const from of [3, 7, 11]) {
    const outputs = all(steps, 3, dtypes).slice(from - 3, from + 1);
    await expectReference({ shape: [12], outer: 1, inputs: types.map(vector), steps, outputs }, [
      tf.tensor1d([0.5, 1.5, -2.5, 0, 1, 2, 3, 4, 5, 6, 7, -8]),
      tensor('int32'),
      tensor('bool'),
    ]);
  }
});

test.each([
  [[1], [4, 25]], // many invocations go through one row
  [[3, 2], [5]],
])('reductions of rows %j by columns %j, and what is made of them', async (rows, columns) => {
  const shape = [...rows, ...columns];
  const size = shape.reduce((product, length) => product * length, 1);
  for (const [kernel, { takes }] of Object.entries(reductionTypes)) {
    for (const dtype of takes as Numbers[]) {
      const strides = shape.map((_, axis) =>
        shape.slice(axis + 1).reduce((product, length) => product * length, 1),
      );
      const reduce: GroupStep = { op: 'reduce', kernel: kernel as 'Sum', a: 0 };
      const steps: GroupStep[] = [
        { op: 'load', input: 0 },
        reduce,
        { op: 'binary', kernel: 'Equal', a: 0, b: 1 },
      ];
      if (dtype === 'float32') steps.push({ op: 'binary', kernel: 'Sub', a: 0, b: 1 }, { op: 'reduce', kernel: 'Sum', a: 3 }); // prettier-ignore
      const outputs: Group['outputs'] = [
        { step: 1, per: 'row', shape: rows, dtype },
        { step: 2, per: 'element', shape, dtype: 'bool' },
        ...(dtype === 'float32' ? [{ step: 3, per: 'element', shape, dtype } as const, { step: 4, per: 'row', shape: rows, dtype } as const] : []), // prettier-ignore
      ];
      const group: Group = {
        shape,
        outer: rows.length,
        inputs: [{ strides, offset: 0, dtype }],
        steps,
        outputs,
      };
      const numbers = Array.from({ length: size }, (_, i) => (dtype === 'bool' ? Number(i % 7 > 0) : ((i * 37) % 11) / (dtype === 'int32' ? 1 : 8) + 1)); // prettier-ignore
      await expectReference(group, [
        tf.tensor(dtype === 'int32' ? numbers.map(Math.floor) : numbers, shape, dtype),
      ]);
    }
  }
});
