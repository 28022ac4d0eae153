import '@tensorflow/tfjs-backend-wasm'; // registers the stock kernels, before Thaw's own replace them
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Random, tf, useDevice } from '../index.ts';

const stock = new Map(
  ['OneHot', 'Conv2DBackpropFilter', 'MaxPoolGrad'].map((name) => [name, tf.getKernel(name, 'wasm')]),
);

/** What the kernel of TensorFlow.js computes. */
function runStock(
  name: string,
  inputs: Record<string, tf.Tensor>,
  attrs: Record<string, unknown>,
): tf.TypedArray {
  const given = {
    inputs,
    attrs,
    backend: tf.engine().registry['wasm']!,
  } as unknown as Parameters<tf.KernelFunc>[0];
  return tf
    .engine()
    .makeTensorFromTensorInfo(stock.get(name)!.kernelFunc(given) as tf.TensorInfo)
    .dataSync();
}

beforeAll(async () => {
  await useDevice('wasm');
});

function draw<Rank extends tf.Rank>(seed: number, shape: number[]): tf.Tensor<Rank> {
  return tf.tensor(new Random(seed).normal(shape.reduce((a, b) => a * b, 1)), shape as tf.ShapeMap[Rank]);
}

describe('OneHot', () => {
  const indices = [0, 2, 1];
  const attributes = { depth: 3, onValue: 1, offValue: 0, dtype: 'float32' };

  test('the stock kernel writes whole numbers into float32: the one reads as 1.4e-45', () => {
    const values = runStock('OneHot', { indices: tf.tensor1d(indices, 'int32') }, attributes);
    expect(values[0]).toBe(Math.fround(1.4e-45));
  });

  test.each(['float32', 'int32', 'bool'] as const)("Thaw's writes ones of type %s", (dtype) => {
    const hot = tf.oneHot(tf.tensor1d(indices, 'int32'), 3, 1, 0, dtype);
    expect(hot.dtype).toBe(dtype);
    expect(Array.from(hot.dataSync())).toEqual([1, 0, 0, 0, 0, 1, 0, 1, 0]);
  });

  test('other values than 1 and 0, indices of two axes, and an index that is no class', () => {
    const hot = tf.oneHot(
      tf.tensor2d(
        [
          [0, 1],
          [2, -1],
        ],
        [2, 2],
        'int32',
      ),
      2,
      0.75,
      -0.25,
      'float32',
    );
    expect(hot.shape).toEqual([2, 2, 2]);
    expect(Array.from(hot.dataSync())).toEqual([0.75, -0.25, -0.25, 0.75, -0.25, -0.25, -0.25, -0.25]);
  });
});

test('the stock backend has no Conv2DBackpropFilter, so that no convolution trains', () => {
  expect(stock.get('Conv2DBackpropFilter')).toBe(undefined);
  expect(tf.getKernel('Conv2DBackpropFilter', 'wasm')).not.toBe(undefined);
});

describe('MaxPoolGrad', () => {
  const pool = (x: tf.Tensor): tf.Tensor => tf.maxPool(x as tf.Tensor4D, [1, 2], [1, 2], 'valid');

  test('the stock kernel loses the gradient of windows without a positive value', () => {
    const input = tf.tensor([-2, -1, 3, 4], [1, 1, 4, 1]);
    const attributes = { filterSize: [1, 2], strides: [1, 2], pad: 'valid' };
    const values = runStock(
      'MaxPoolGrad',
      { dy: tf.ones([1, 1, 2, 1]), input, output: pool(input) },
      attributes,
    );
    expect(values[1]).toBe(0);
    expect(values[3]).toBe(1);
  });

  test("Thaw's hands it to the first of the largest values", () => {
    const dy = tf.tensor([5, 7, 9], [1, 1, 3, 1]);
    const gradient = tf.grad(pool)(tf.tensor([-2, -1, 0, 0, 4, 3], [1, 1, 6, 1]), dy);
    expect(Array.from(gradient.dataSync())).toEqual([0, 5, 7, 0, 9, 0]);
  });

  test('it leaves no tensor behind', async () => {
    const [x, dy] = [tf.ones([1, 1, 4, 1]), tf.ones([1, 1, 2, 1])];
    await expectNoLeak(() => tf.grad(pool)(x, dy).dispose());
  });
});

describe('BatchMatMul', () => {
  // [shape of a, shape of b] before either is transposed
  const shapes: [number[], number[]][] = [
    [
      [3, 4],
      [4, 2],
    ],
    [
      [1, 5],
      [5, 1],
    ],
    [
      [2, 3, 4],
      [2, 4, 5],
    ],
    [
      [1, 3, 4],
      [6, 4, 5],
    ], // one batch stands for all
    [
      [2, 3, 3, 4],
      [2, 3, 4, 2],
    ],
    [
      [3, 3, 4],
      [4, 2],
    ],
  ];
  const turned = (x: tf.Tensor): tf.Tensor => {
    const axes = x.shape.map((_, axis) => axis);
    return x.transpose([...axes.slice(0, -2), x.rank - 1, x.rank - 2]);
  };
  const cases = shapes.flatMap(([a, b]) =>
    [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ].map(([ta, tb]) => ({ a, b, ta: ta!, tb: tb! })),
  );

  test.each(cases)('on wasm equals cpu: $a · $b, transposed $ta $tb', async ({ a, b, ta, tb }) => {
    const compute = async (device: 'wasm' | 'cpu'): Promise<tf.TypedArray[]> => {
      await useDevice(device);
      const [x, y] = [draw(1, a), draw(2, b)];
      const inputs = [ta ? turned(x) : x, tb ? turned(y) : y];
      const product = tf.matMul(inputs[0]!, inputs[1]!, ta, tb);
      const sum = (p: tf.Tensor, q: tf.Tensor): tf.Tensor => tf.matMul(p, q, ta, tb).square().sum();
      const gradients = a[0] === 1 || a.length > b.length ? [] : tf.grads(sum)(inputs); // TensorFlow.js has none there
      return Promise.all([product, ...gradients].map((tensor) => tensor.data()));
    };
    const [here, there] = [await compute('wasm'), await compute('cpu')];
    for (const [i, values] of here.entries()) await expectClose(values, there[i]!, 1e-5);
  });

  test('its gradients equal central differences', async () => {
    await useDevice('wasm');
    for (const { ta, tb } of cases.slice(0, 4)) {
      const [x, y] = [draw(1, ta ? [2, 4, 3] : [2, 3, 4]), draw(2, tb ? [2, 2, 4] : [2, 4, 2])];
      await checkGradient((p, q) => tf.matMul(p, q, ta, tb).square().mean(), [x, y]);
    }
  });

  test('it leaves no tensor behind', async () => {
    await useDevice('wasm');
    const x = draw(1, [2, 3, 3]);
    await expectNoLeak(() => tf.matMul(x, x, true, true).dispose());
  });
});

describe('what the layers use and TensorFlow.js brings', () => {
  const cases: [string, (x: tf.Tensor4D) => tf.Tensor][] = [
    ['maxPool 2 2 valid', (x) => tf.maxPool(x, 2, 2, 'valid')],
    ['maxPool 3 2 same', (x) => tf.maxPool(x, 3, 2, 'same')],
    ['maxPool 2x3 3x1 same', (x) => tf.maxPool(x, [2, 3], [3, 1], 'same')],
    ['avgPool 2 2 valid', (x) => tf.avgPool(x, 2, 2, 'valid')],
    ['avgPool 3 2 same', (x) => tf.avgPool(x, 3, 2, 'same')],
    ['avgPool 2x3 3x1 same', (x) => tf.avgPool(x, [2, 3], [3, 1], 'same')],
    ['softmax', (x) => tf.softmax(x)],
    ['logSoftmax', (x) => tf.logSoftmax(x)],
    ['softplus', (x) => tf.softplus(x.mul(40))],
    ['tanh', (x) => tf.tanh(x)],
    ['sigmoid', (x) => tf.sigmoid(x)],
    ['relu', (x) => tf.relu(x)],
    ['max', (x) => x.max([1, 2])],
    ['mean', (x) => x.mean([1, 2])],
    [
      'concat and slice',
      (x) =>
        tf.concat(
          [
            x,
            x.slice([0, 1], [-1, 2]).pad([
              [0, 0],
              [0, 5],
              [0, 0],
              [0, 0],
            ]),
          ],
          3,
        ),
    ],
  ];

  test.each(cases)('%s: values and gradients on wasm equal cpu', async (_, operation) => {
    const compute = async (device: 'wasm' | 'cpu'): Promise<tf.TypedArray[]> => {
      await useDevice(device);
      const x = draw<tf.Rank.R4>(3, [2, 7, 5, 3]);
      const y = operation(x);
      const gradient = tf.grad((image: tf.Tensor) => operation(image as tf.Tensor4D))(x, draw(4, y.shape));
      return [await y.data(), await gradient.data()];
    };
    const [here, there] = [await compute('wasm'), await compute('cpu')];
    await expectClose(here[0]!, there[0]!, 1e-5);
    await expectClose(here[1]!, there[1]!, 1e-5);
  });

  test('the largest of negative numbers, and where it stands, on wasm', () => {
    const x = tf.tensor2d([
      [-3, -1, -2],
      [-1e30, -2e30, -Infinity],
    ]);
    expect(Array.from(x.max(1).dataSync())).toEqual([-1, Math.fround(-1e30)]);
    expect(Array.from(x.argMax(1).dataSync())).toEqual([1, 0]);
  });
});
