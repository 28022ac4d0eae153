import { ArgumentError, ensureDevice, Random, ShapeError, tf } from '@thaw/backend';
import { normal, relu, Sequential, tanh } from '@thaw/core';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Conv2D, Dense, Dropout, Flatten, quantize, QuantizedConv2D, QuantizedDense } from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const biasInitializer = normal(0.5);
const draw = (seed: number, ...shape: number[]): tf.Tensor => {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(new Random(seed).normal(size), shape);
};

test('by hand: each unit has its scale, its largest is 127, and a row of inputs has a scale too', async () => {
  const dense = new Dense(2, 2);
  dense.kernel.assign(Float32Array.of(1, 0, -0.6, 0));
  dense.bias!.assign(Float32Array.of(10, 20));
  const layer = await quantize(dense);
  expect(await layer.kernel.bytes()).toEqual(Int8Array.of(127, 0, -76, 0)); // −76.2; zeros have scale 1
  await expectClose(layer.scale.value, [1 / 127, 1], 1e-6);
  // 2 and 1.2 are 127 and 76 of 2/127 each
  const sum = (2 / 127 ** 2) * (127 * 127 - 76 * 76);
  await expectClose(layer.forward(tf.tensor2d([[2, 1.2]])), [[10 + sum, 20]], 1e-6);
  await expectClose(layer.forward(tf.zeros([1, 2])), [[10, 20]], 0);
});

/** Σ |x|·s/2 + Σ |ŵ|·s_x/2: how far the sums may be off, for a kernel of rows × units. */
function boundOf(x: number[][], bytes: Int8Array, scales: Float32Array): number[][] {
  const units = scales.length;
  return x.map((row) => {
    const inputScale = Math.max(...row.map(Math.abs)) / 127;
    return Array.from(scales, (scale, unit) =>
      row.reduce((sum, value, i) => {
        const weight = Math.abs(bytes[i * units + unit]!) * scale;
        return sum + (Math.abs(value) * scale) / 2 + (weight * inputScale) / 2;
      }, 1e-5),
    );
  });
}

test('a Dense is off by half a scale of each weight and input at most, and no further', async () => {
  const dense = new Dense(40, 7, { biasInitializer });
  const layer = await quantize(dense);
  const x = draw(1, 9, 40);
  const [exact, found] = [dense.forward(x), layer.forward(x)];
  const bound = boundOf(
    (await x.array()) as number[][],
    await layer.kernel.bytes(),
    await layer.scale.data(),
  );
  const off = (await tf.div(tf.abs(tf.sub(exact, found)), tf.tensor2d(bound)).data<'float32'>()).slice();
  expect(Math.max(...off)).toBeLessThan(1);
  expect(Math.max(...off)).toBeGreaterThan(0.01); // the bound says something
  const scale = await tf.max(tf.abs(exact)).data();
  await expectClose(found, exact, 0.02, scale[0]!);
});

test('the sums are those of whole numbers, to the bit', async () => {
  const layer = await quantize(new Dense(1000, 3, { useBias: false }));
  layer.scale.assign(new Float32Array(3).fill(1));
  const bytes = await layer.kernel.bytes();
  const x = new Random(2).integers(1000, 255).map((value) => value - 127);
  x[0] = 127; // so that the scale is 1
  const sums = [0, 1, 2].map((unit) => x.reduce((sum, value, i) => sum + value * bytes[i * 3 + unit]!, 0));
  await expectClose(layer.forward(tf.tensor2d(Float32Array.from(x), [1, 1000])), [sums], 0);
});

test.each([
  ['plain', () => new Conv2D(3, 4, 3, { activation: tanh, biasInitializer })],
  ['same, in steps', () => new Conv2D(3, 4, [3, 2], { padding: 'same', strides: [2, 1], activation: relu })],
  ['groups of taps apart', () => new Conv2D(3, 6, 2, { groups: 3, dilationRate: 2, useBias: false })],
] as const)('a Conv2D, %s, gives nearly the same', async (_, make) => {
  const layer = make();
  const x = draw(3, 2, 7, 6, 3);
  const [exact, found] = [layer.forward(x), (await quantize(layer)).forward(x)];
  const scale = await tf.max(tf.abs(exact)).data();
  expect(found.shape).toEqual(exact.shape);
  await expectClose(found, exact, 0.02, scale[0]!);
  expect((await tf.max(tf.abs(tf.sub(found, exact))).data())[0]).toBeGreaterThan(0); // it is another layer
});

test('what becomes of a row does not depend on those beside it', async () => {
  const x = tf.concat([draw(4, 1, 5, 5, 2), tf.mul(draw(5, 1, 5, 5, 2), 100)]);
  const layer = await quantize(new Conv2D(2, 3, 2));
  const alone = layer.forward(tf.slice(x, [0, 0, 0, 0], [1, 5, 5, 2]));
  await expectClose(tf.slice(layer.forward(x), [0, 0, 0, 0], [1, 4, 4, 3]), alone, 0);
});

test('calibrated, the largest of the examples is the largest there is', async () => {
  const dense = new Dense(1, 1);
  dense.kernel.assign(Float32Array.of(1));
  const layer = await quantize(dense, { calibration: tf.tensor2d([[-4], [3]]) });
  await expectClose(layer.inputScale!.value, [4 / 127], 1e-6);
  await expectClose(layer.forward(tf.tensor2d([[4], [-9]])), [[4], [-4]], 1e-6);
});

test('of a Sequential each layer is quantized, calibrated by what comes to it, and the others stay', async () => {
  const inner = new Sequential([new Dense(12, 5, { biasInitializer, activation: tanh }), new Dropout(0.5)]);
  const model = new Sequential([new Conv2D(2, 3, 2, { activation: relu }), new Flatten(), inner]);
  const x = draw(6, 4, 3, 3, 2);
  const made = await quantize(model, { calibration: x });
  expect(made.layers[0]).toBeInstanceOf(QuantizedConv2D);
  expect(made.layers[1]).toBe(model.layers[1]);
  expect((made.layers[2] as Sequential).layers[0]).toBeInstanceOf(QuantizedDense);
  const seen = tf.max(tf.abs(model.layers[0]!.forward(x)));
  await expectClose(
    tf.mul(made.buffers().get('layers.2.layers.0.inputScale')!.value, 127),
    [(await seen.data())[0]!],
    1e-6,
  );
  await expectClose(made.forward(x), model.forward(x), 0.03, 1);
  await expectNoLeak(async () => {
    (await quantize(model, { calibration: x })).dispose();
  });
});

const dense = (): Dense => new Dense(2, 1);
test.each<[() => unknown, string]>([
  [
    () => quantize(new Flatten() as never),
    'quantize: it takes a Dense, a Conv2D or a Sequential of them, got a Flatten.',
  ],
  [
    () => quantize(dense(), { calibration: [1] as never }),
    'quantize: calibration must be a tensor of inputs, got an array of 1.',
  ],
  [() => new QuantizedDense(2, 0), 'QuantizedDense: units must be a whole number from 1 on, got 0.'],
  [
    () => new QuantizedDense(2, 1, { calibrated: 1 as never }),
    'QuantizedDense: calibrated must be true or false, got 1.',
  ],
  [
    () => new QuantizedConv2D(4, 2, 3, { groups: 3 }),
    'QuantizedConv2D: groups must divide channels and filters, got 3 groups of 4 channels and 2 filters.',
  ],
  [
    () => new QuantizedDense(2, 1).forward(tf.ones([1, 2]), { training: true }),
    'QuantizedDense: it is for inference, for whole numbers do not learn; train the layer, then quantize it.',
  ],
])('error texts %#', async (act, message) => {
  await expect((async () => act())()).rejects.toThrow(new ArgumentError(message));
});

test('inputs that do not fit are refused', () => {
  expect(() => new QuantizedDense(2, 1).forward(tf.ones([1, 3]))).toThrow(
    new ShapeError(
      'QuantizedDense: expected input [batch, 2], got [1, 3]; its first argument says how many inputs it takes.',
    ),
  );
  expect(() => new QuantizedConv2D(2, 1, 3).forward(tf.ones([1, 2, 4, 2]))).toThrow(ShapeError);
});
