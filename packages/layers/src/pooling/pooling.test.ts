import { ensureDevice, tf } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  AdaptiveAveragePooling1D,
  AdaptiveMaxPooling1D,
  AveragePooling1D,
  AveragePooling2D,
  AveragePooling3D,
  GlobalAveragePooling2D,
  GlobalMaxPooling1D,
  LpPooling1D,
  MaxPooling1D,
  MaxPooling2D,
  MaxPooling3D,
} from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const image = (rows: number[][]): tf.Tensor => tf.tensor2d(rows).expandDims(0).expandDims(-1);
const rows = [
  [-1, -2, -3],
  [-4, -5, -6],
  [-7, -8, -9],
];

test('the largest of each window, also of negative numbers at a border', async () => {
  await expectClose(new MaxPooling2D(2).forward(image(rows)), image([[-1]]), 0);
  await expectClose(
    new MaxPooling2D(2, { strides: 1 }).forward(image(rows)),
    image([
      [-1, -2],
      [-4, -5],
    ]),
    0,
  );
  await expectClose(
    new MaxPooling2D(2, { padding: 'same' }).forward(image(rows)),
    image([
      [-1, -3],
      [-7, -9],
    ]),
    0,
  );
});

test('its gradient goes to the largest, whatever its sign', async () => {
  const layer = new MaxPooling2D([1, 2]);
  const gradient = tf.grad((x: tf.Tensor) =>
    layer
      .forward(x)
      .mul(image([[2, 3]]))
      .sum(),
  )(image([[-5, -4, 7, 6]]));
  await expectClose(gradient, image([[0, 2, 3, 0]]), 0);
});

test('the mean of each window, of the pixels that are there', async () => {
  await expectClose(new AveragePooling2D(2).forward(image(rows)), image([[-3]]), 1e-7);
  await expectClose(
    new AveragePooling2D(2, { padding: 'same' }).forward(image(rows)),
    image([
      [-3, -4.5],
      [-7.5, -9],
    ]),
    1e-7,
  );
});

test('channels are pooled each for itself', async () => {
  const x = tf.tensor4d([1, -1, 3, -3], [1, 1, 2, 2]);
  await expectClose(new MaxPooling2D([1, 2]).forward(x), tf.tensor4d([3, -1], [1, 1, 1, 2]), 0);
});

test('windows stand side by side unless strides say otherwise', () => {
  expect(new MaxPooling2D([2, 3]).strides).toEqual([2, 3]);
  expect(new MaxPooling2D([2, 3], { strides: 1 }).strides).toEqual([1, 1]);
});

const sequence = (values: number[]): tf.Tensor => tf.tensor3d(values, [1, values.length, 1]);

test('a sequence and a volume are pooled as an image is', async () => {
  const x = sequence([1, -2, 5, 3, 4]);
  await expectClose(new MaxPooling1D().forward(x), sequence([1, 5]), 0);
  await expectClose(new MaxPooling1D(2, { padding: 'same' }).forward(x), sequence([1, 5, 4]), 0);
  await expectClose(new AveragePooling1D(2, { padding: 'same' }).forward(x), sequence([-0.5, 4, 4]), 1e-7);
  const volume = tf.tensor5d([1, 2, 3, 4, 5, 6, 8, 7], [1, 2, 2, 2, 1]);
  await expectClose(new MaxPooling3D().forward(volume), tf.tensor5d([8], [1, 1, 1, 1, 1]), 0);
  await expectClose(
    new MaxPooling3D([1, 2, 1]).forward(volume),
    tf.tensor5d([3, 4, 8, 7], [1, 2, 1, 2, 1]),
    0,
  );
});

test('all places at once, with or without their axes', async () => {
  await expectClose(new GlobalMaxPooling1D().forward(sequence([-3, -1, -2])), tf.tensor2d([[-1]]), 0);
  const mean = new GlobalAveragePooling2D({ keepDims: true }).forward(image(rows));
  await expectClose(mean, tf.tensor4d([-5], [1, 1, 1, 1]), 1e-7);
});

test('window i of m over n places goes from ⌊i·n/m⌋ to ⌈(i + 1)·n/m⌉, overlapping where m does not divide n', async () => {
  const x = sequence([1, 2, 3, 4, 5]); // three windows: 0–1, 1–3, 3–4
  await expectClose(new AdaptiveMaxPooling1D(3).forward(x), sequence([2, 4, 5]), 0);
  await expectClose(new AdaptiveAveragePooling1D(3).forward(x), sequence([1.5, 3, 4.5]), 1e-7);
  await expectClose(new AdaptiveAveragePooling1D(1).forward(x), sequence([3]), 1e-7);
  const twice = new AdaptiveMaxPooling1D(4).forward(sequence([7, 9])); // more windows than places
  await expectClose(twice, sequence([7, 7, 9, 9]), 0);
});

test('the length of each window, whose slope at zeros is zero', async () => {
  const layer = new LpPooling1D(2, 2);
  const x = sequence([3, -4, 0, 0]);
  await expectClose(layer.forward(x), sequence([5, 0]), 1e-6);
  const gradient = tf.grad((given: tf.Tensor) => layer.forward(given).sum())(x);
  await expectClose(gradient, sequence([0.6, -0.8, 0, 0]), 1e-6);
  for (const p of [1, 1.5, 3]) {
    const slope = tf.grad((given: tf.Tensor) => new LpPooling1D(p, 2).forward(given).sum())(sequence([0, 0]));
    await expectClose(slope, sequence([0, 0]), 0);
  }
  await expectClose(new LpPooling1D(1, 2).forward(x), sequence([7, 0]), 1e-6);
  await expectClose(new LpPooling1D(3, 2).forward(sequence([-1, -2])), sequence([9 ** (1 / 3)]), 1e-6);
});

test("over volumes 'same' begins at the first place as over images, also where windows leave places out", async () => {
  const line = (...values: number[]): tf.Tensor => tf.tensor(values, [1, values.length, 1, 1, 1]);
  const x = line(-1, -2, -3, -4, -5, -6, -7, -8);
  for (const Layer of [MaxPooling3D, AveragePooling3D]) {
    const layer = new Layer(1, { strides: 3, padding: 'same' });
    await expectClose(layer.forward(x), line(-1, -4, -7), 0);
    const gradient = tf.grad((given: tf.Tensor) =>
      layer
        .forward(given)
        .mul(line(1, 10, 100))
        .sum(),
    )(x);
    await expectClose(gradient, line(1, 0, 0, 10, 0, 0, 100, 0), 0);
  }
  // Windows of 2 every 3 places over 7: the last sees one place that is there.
  const pairs = { strides: 3, padding: 'same' } as const;
  const seven = line(-1, -2, -3, -4, -5, -6, -7);
  await expectClose(new MaxPooling3D([2, 1, 1], pairs).forward(seven), line(-1, -4, -7), 0);
  await expectClose(new AveragePooling3D([2, 1, 1], pairs).forward(seven), line(-1.5, -4.5, -7), 0);
});
