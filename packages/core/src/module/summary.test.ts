import { expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Affine } from '../../fixtures/affine.ts';
import {
  ArgumentError,
  Buffer,
  glorotUniform,
  Lambda,
  Module,
  Parameter,
  Residual,
  Sequential,
  summary,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

class Project extends Module {
  readonly kernel: Parameter;
  readonly seen = new Buffer([2], new Float32Array(2));

  constructor(inputs: number, units: number) {
    super();
    this.kernel = new Parameter([inputs, units], glorotUniform([inputs, units]));
  }

  forward(x: tf.Tensor): tf.Tensor {
    return tf.matMul(x as tf.Tensor2D, this.kernel.value as tf.Tensor2D);
  }
}

test('each module with its path, shape, parameters and cost; of the model all of it', () => {
  const shared = new Project(3, 3);
  const model = new Sequential([
    new Project(5, 3),
    new Residual(shared),
    shared,
    new Lambda((x) => tf.exp(x)),
  ]);
  model.freeze('layers.0.*');
  const found = summary(model, [5]);
  expect(found.rows).toEqual([
    { path: '', type: 'Sequential', outputShape: [1, 3], parameters: 0, trainable: 0, buffers: 0, flops: 30 + 21 + 18 + 3 },
    { path: 'layers.0', type: 'Project', outputShape: [1, 3], parameters: 15, trainable: 0, buffers: 2, flops: 30 },
    { path: 'layers.1', type: 'Residual', outputShape: [1, 3], parameters: 0, trainable: 0, buffers: 0, flops: 21 },
    { path: 'layers.1.body', type: 'Project', outputShape: [1, 3], parameters: 9, trainable: 9, buffers: 2, flops: 36 }, // runs twice
    { path: 'layers.3', type: 'Lambda', outputShape: [1, 3], parameters: 0, trainable: 0, buffers: 0, flops: 3 },
  ]); // prettier-ignore
  const { parameters, trainable, buffers, bytes, flops } = found;
  expect({ parameters, trainable, buffers, bytes, flops }).toEqual({
    parameters: 24,
    trainable: 9,
    buffers: 4,
    bytes: 112,
    flops: 72,
  });
  expect(String(found)).toMatchInlineSnapshot(`
    "module                       output      parameters  operations
    ───────────────────────────  ──────────  ──────────  ──────────
    Sequential                   [batch, 3]           –          72
      layers.0 (Project)         [batch, 3]          15          30
      layers.1 (Residual)        [batch, 3]           –          21
        layers.1.body (Project)  [batch, 3]           9          36
      layers.3 (Lambda)          [batch, 3]           –           3

    24 parameters, of which 15 are frozen, and 4 numbers in buffers: 0.1 kB as float32
    72 operations in a forward pass of this input"
  `);
});

test('an input of any kind will do, and what does not run has no shape', () => {
  class TwoInputs extends Module<{ left: tf.Tensor; right: tf.Tensor }> {
    readonly affine = new Affine();
    readonly unused = new Affine();

    forward({ left, right }: { left: tf.Tensor; right: tf.Tensor }): tf.Tensor {
      return this.affine.forward(tf.add(left, right));
    }
  }
  const one = tf.ones([4, 1]);
  const { rows } = summary(new TwoInputs(), { left: one, right: one });
  expect(rows.map(({ outputShape }) => outputShape)).toEqual([[4, 1], [4, 1], undefined]); // prettier-ignore
  expect(rows.at(-1)!.flops).toBeUndefined();
  const ids = summary(new Lambda((x) => tf.oneHot(x as tf.Tensor1D, 3)), [2], { dtype: 'int32' });
  expect(ids.rows[0]!.outputShape).toEqual([1, 2, 3]);
});

test('the model is afterwards as before, also when it fails, and nothing stays on the device', async () => {
  const model = new Sequential([new Affine()]);
  model.forward(tf.ones([1, 1])).dispose();
  const { forward } = model;
  await expectNoLeak(() => void summary(model, [1]));
  expect(() => summary(model, [7])).toThrow(/\b7\b/);
  expect(model.forward).toBe(forward);
  const field = Object.assign(new Affine(), { forward: (x: tf.Tensor) => tf.neg(x) });
  const own = field.forward;
  summary(field, [1]);
  expect(field.forward).toBe(own);
  expect(Object.keys(model)).toEqual(['layers']);
  for (const input of [[-1], 'x', 3]) {
    expect(() => summary(model, input as never)).toThrow(ArgumentError);
  }
  expect(() => summary(model, 3 as never)).toThrow(
    'summary: expected the shape of one example, as in summary(model, [28, 28, 1]), or an input, got 3.',
  );
});

test('freeze takes out of training what a pattern names, and unfreeze takes it in again', () => {
  const model = new Sequential([new Affine(), new Affine()]);
  const trained = (): string[] =>
    [...model.parameters()].filter(([, { trainable }]) => trainable).map(([path]) => path);
  expect(model.freeze()).toBe(model);
  expect(trained()).toEqual([]);
  model.unfreeze('layers.1.**');
  expect(trained()).toEqual(['layers.1.kernel', 'layers.1.bias']);
  model.unfreeze().freeze(['**.bias', /^layers\.0/]);
  expect(trained()).toEqual(['layers.1.kernel']);
  expect(() => model.freeze('layer.0.*')).toThrow(
    'freeze: no parameter of Sequential is named by layer.0.*; there are layers.0.kernel, layers.0.bias, layers.1.kernel, layers.1.bias.',
  );
});
