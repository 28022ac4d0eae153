import { expectClose } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  ArgumentError,
  Buffer,
  checkInput,
  memory,
  Module,
  Parameter,
  ShapeError,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

/** x·w + b with one weight each. */
class Affine extends Module {
  readonly kernel = new Parameter([1, 1], new Float32Array([2]));
  readonly bias = new Parameter([1], new Float32Array([1]));
  readonly count = new Buffer([1], new Float32Array([0]));

  forward(input: tf.Tensor): tf.Tensor {
    checkInput(this, input, ['batch', 1], 'one number a row');
    return input.mul(this.kernel.value).add(this.bias.value);
  }
}

/** A module with any fields. */
class Holder extends Module {
  [field: string]: unknown;

  constructor(fields: object) {
    super();
    Object.assign(this, fields);
  }

  forward(input: tf.Tensor): tf.Tensor {
    return input;
  }
}

const parameter = (): Parameter => new Parameter([1], new Float32Array(1));

describe('paths', () => {
  test('are what a reader would write, through fields, arrays and plain objects, in their order', () => {
    const model = new Holder({
      blocks: [new Affine(), { query: new Affine() }],
      name: 'n',
      sizes: new Float32Array(3),
      nothing: null,
      head: parameter(),
    });
    expect([...model.parameters().keys()]).toEqual([
      'blocks.0.kernel',
      'blocks.0.bias',
      'blocks.1.query.kernel',
      'blocks.1.query.bias',
      'head',
    ]);
    expect([...model.buffers().keys()]).toEqual(['blocks.0.count', 'blocks.1.query.count']);
    expect([...model.weights().keys()].slice(0, 3)).toEqual([
      'blocks.0.kernel',
      'blocks.0.bias',
      'blocks.0.count',
    ]);
    expect([...model.namedModules().keys()]).toEqual(['', 'blocks.0', 'blocks.1.query']);
  });

  test('of a shared parameter or module are the first ones', () => {
    const shared = new Affine();
    const tied = parameter();
    const model = new Holder({ encoder: shared, decoder: shared, a: tied, b: [tied] });
    expect([...model.parameters().keys()]).toEqual(['encoder.kernel', 'encoder.bias', 'a']);
    expect([...model.namedModules().keys()]).toEqual(['', 'encoder']);
  });

  test('of two models of the same classes are alike, their variables are not', () => {
    const [a, b] = [new Affine(), new Affine()];
    expect([...a.parameters().keys()]).toEqual([...b.parameters().keys()]);
    a.kernel.assign(new Float32Array([10]));
    expect(a.kernel.value.name).not.toBe(b.kernel.value.name);
    expect(a.forward(tf.ones([1, 1])).dataSync()[0]).toBe(11);
    expect(b.forward(tf.ones([1, 1])).dataSync()[0]).toBe(3);
    a.dispose();
    expect(b.forward(tf.ones([1, 1])).dataSync()[0]).toBe(3);
  });

  test('a plain object may point to itself, a private field is not looked into', () => {
    const cycle: Record<string, unknown> = { weight: parameter() };
    cycle['self'] = cycle;
    class Hidden extends Module {
      readonly #secret = parameter();
      readonly options = cycle;

      forward(input: tf.Tensor): tf.Tensor {
        return input.mul(this.#secret.value);
      }
    }
    expect([...new Hidden().parameters().keys()]).toEqual(['options.weight']);
  });
});

test('a module that contains itself is refused', () => {
  const model = new Holder({});
  model['inner'] = { again: model };
  expect(() => model.parameters()).toThrow(
    new ArgumentError('Holder: at inner.again it contains itself; a model must be a tree.'),
  );
});

test.each([
  [{ 'a.b': parameter() }, 'a.b'],
  [{ inner: { 'a.b': new Affine() } }, 'a.b'],
  [{ 'a.b': { c: parameter() } }, 'a.b'],
  [{ 'a.b': [[parameter()]] }, 'a.b'],
])('a field whose name holds a dot cannot hold weights: %#', (fields, name) => {
  expect(() => new Holder(fields).weights()).toThrow(
    new ArgumentError(`A field named "${name}" cannot hold a module or parameter: paths use the dot.`),
  );
});

test('a field whose name holds a dot may hold anything else', () => {
  expect([...new Holder({ 'a.b': [1, { c: 2 }], d: parameter() }).weights().keys()]).toEqual(['d']);
});

test('a module is titled by its class, and by its path once the model was walked', () => {
  const inner = new Affine();
  expect(inner.title).toBe('Affine');
  new Holder({ layers: [inner] }).namedModules();
  expect(inner.title).toBe('Affine at layers.0');
  expect(() => inner.forward(tf.zeros([4, 7]))).toThrow(
    new ShapeError('Affine at layers.0: expected input [batch, 1], got [4, 7]; one number a row.'),
  );
  inner.namedModules();
  expect(inner.title).toBe('Affine');
});

test.each([
  [undefined, 'Affine: expected input [batch, 1], got undefined, which is no tensor; one number a row.'],
  [3, 'Affine: expected input [batch, 1], got number, which is no tensor; one number a row.'],
  [[[1]], 'Affine: expected input [batch, 1], got object, which is no tensor; one number a row.'],
])('what is no tensor does not pass the door: %j', (input, message) => {
  expect(() => new Affine().forward(input as unknown as tf.Tensor)).toThrow(new ShapeError(message));
});

test('dispose asks every module within to release what it keeps besides its weights, once', () => {
  const released: string[] = [];
  class Keeper extends Affine {
    readonly name: string;

    constructor(name: string) {
      super();
      this.name = name;
    }

    protected override release(): void {
      released.push(this.name);
    }
  }
  const shared = new Keeper('shared');
  new Holder({
    first: new Keeper('a'),
    list: [shared, { again: shared, deep: new Holder({ last: new Keeper('b') }) }],
  }).dispose();
  expect(released).toEqual(['a', 'shared', 'b']);
});

test('dispose frees what is on the device, also by its symbol', async () => {
  const before = memory();
  for (const end of ['dispose', Symbol.dispose] as const) {
    const model = new Holder({ layers: [new Affine(), new Affine()] });
    for (const weight of model.weights().values()) await expectClose(weight.value, weight.value);
    expect(memory().tensors).toBe(before.tensors + 6);
    model[end]();
    expect(memory()).toEqual(before);
  }
});
