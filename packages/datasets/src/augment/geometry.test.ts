import { ensureDevice, Random, tf } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeEach, expect, test } from 'vitest';

import { type Affine, transformImages } from './affine.ts';
import {
  type Augmentation,
  type FillMode,
  pad,
  randomAffine,
  randomCrop,
  randomElasticTransform,
  randomFlip,
  randomRotation,
  randomShear,
  randomTranslation,
  randomZoom,
} from './index.ts';
import { sampleImages } from './sample-images.ts';

beforeEach(async () => {
  await ensureDevice();
});

/** 1, 2, 3, … as images. */
const counted = (...shape: [number, number, number, number]): tf.Tensor4D =>
  tf.reshape(tf.range(1, 1 + shape.reduce((a, b) => a * b, 1)), shape);

/** The same numbers, whatever the shape. */
const expectNumbers = (x: tf.Tensor, expected: readonly number[], tolerance: number): Promise<void> =>
  expectClose(tf.reshape(x, [-1]), expected, tolerance);

const changed = (augmentation: Augmentation, input: tf.Tensor, seed = 7): tf.Tensor =>
  augmentation({ input }, { random: new Random(seed) }).input as tf.Tensor;

test.each<[FillMode, number[]]>([
  ['reflect', [4, 4, 3, 2, 1, 1, 2, 3, 4, 4, 3, 2, 1, 1]],
  ['nearest', [1, 1, 1, 1, 1, 1, 2, 3, 4, 4, 4, 4, 4, 4]],
  ['wrap', [4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1]],
  ['constant', [9, 9, 9, 9, 9, 1, 2, 3, 4, 9, 9, 9, 9, 9]],
])('a line 1 2 3 4 read from −5 to 8, %s beyond its border', async (fillMode, expected) => {
  const [rows, columns] = [tf.zeros([1, 1, 14]), tf.reshape(tf.range(-5, 9), [1, 1, 14])];
  for (const interpolation of ['nearest', 'bilinear'] as const) {
    const options = { fillMode, fillValue: 9, interpolation };
    const out = sampleImages(counted(1, 1, 4, 1), rows as tf.Tensor3D, columns as tf.Tensor3D, options);
    expect([...(await out.data())]).toEqual(expected);
  }
});

test('between pixels: the four around by their parts, or the nearest; what lies outside is the fill value', async () => {
  const image = tf.tensor4d([0, 10, 100, 110], [1, 2, 2, 1]); // [0 10; 100 110]
  const rows = tf.tensor3d([0.5, 0.25, -0.5, -2], [1, 1, 4]);
  const columns = tf.tensor3d([0.5, 0.75, 0, 0], [1, 1, 4]);
  const bilinear = { fillMode: 'constant', fillValue: 40, interpolation: 'bilinear' } as const;
  // ¼ of each; ¾·(¼·0 + ¾·10) + ¼·(¼·100 + ¾·110); half of 0 and half of 40; all outside
  await expectNumbers(sampleImages(image, rows, columns, bilinear), [55, 32.5, 20, 40], 1e-6);
  const nearest = { ...bilinear, interpolation: 'nearest' } as const;
  await expectNumbers(sampleImages(image, tf.add(rows, 0.1), columns, nearest), [110, 10, 0, 40], 0);
});

test('each image of two channels by its own map: a quarter turn against the clock, and one row down', async () => {
  const images = counted(2, 2, 3, 2); // not square
  const maps: Affine[] = [
    [0, -1, 0, 1, 0, 0], // [cos, −sin; sin, cos] of 90°
    [1, 0, 0, 0, 1, -1],
  ];
  const options = { fillMode: 'constant', fillValue: 0, interpolation: 'bilinear' } as const;
  const out = transformImages(images, maps, options, [3, 2]);
  // [a b c; d e f] turned: c f / b e / a d
  const [a, b, c, d, e, f] = [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12]]; // prettier-ignore
  await expectNumbers(tf.slice(out, 0, 1), [c, f, b, e, a, d].flat() as number[], 0);
  const down = transformImages(images, [maps[1]!, maps[1]!], options);
  await expectNumbers(tf.slice(down, 1), [0, 0, 0, 0, 0, 0, 13, 14, 15, 16, 17, 18], 0);
});

test('flips: the image, or left for right, and both are drawn; rows for columns when vertical', async () => {
  const images = tf.tile(counted(1, 2, 3, 1), [20, 1, 1, 1]);
  const [given, across] = ['1,2,3,4,5,6', '3,2,1,6,5,4'];
  const [down, both] = ['4,5,6,1,2,3', '6,5,4,3,2,1'];
  const seen = async (mode: 'horizontal' | 'vertical' | 'horizontalAndVertical'): Promise<string[]> => {
    const rows = (await tf.reshape(changed(randomFlip({ mode }), images), [20, 6]).array()) as number[][];
    return [...new Set(rows.map(String))].sort();
  };
  expect(await seen('horizontal')).toEqual([given, across].sort());
  expect(await seen('vertical')).toEqual([given, down].sort());
  expect(await seen('horizontalAndVertical')).toEqual([given, across, down, both].sort());
});

test('drawn from one number alone: turned by a quarter, shifted by a pixel, zoomed by two, slanted by one', async () => {
  const image = counted(1, 3, 3, 1); // 1 2 3 / 4 5 6 / 7 8 9
  const blank = { fillMode: 'constant' } as const;
  await expectNumbers(
    changed(randomRotation({ factor: [0.25, 0.25] }), image),
    [3, 6, 9, 2, 5, 8, 1, 4, 7],
    0,
  );
  const shift = randomTranslation({ height: [1 / 3, 1 / 3], width: [-1 / 3, -1 / 3], ...blank });
  await expectNumbers(changed(shift, image), [0, 0, 0, 2, 3, 0, 5, 6, 0], 1e-5);
  const smaller = randomZoom({ height: [1, 1], ...blank });
  await expectNumbers(changed(smaller, image), [0, 0, 0, 0, 5, 0, 0, 0, 0], 0);
  const larger = randomZoom({ height: [-0.5, -0.5], width: [0, 0] });
  await expectNumbers(changed(larger, image), [2.5, 3.5, 4.5, 4, 5, 6, 5.5, 6.5, 7.5], 1e-6);
  const slanted = randomShear({ x: [1, 1], ...blank });
  await expectNumbers(changed(slanted, image), [2, 3, 0, 4, 5, 6, 0, 7, 8], 0);
  const leaning = randomShear({ y: [-1, -1], ...blank });
  await expectNumbers(changed(leaning, image), [0, 2, 6, 1, 5, 9, 4, 8, 0], 0);
});

test('all in one read: twice as small, slanted by one, turned by a quarter and shifted by a pixel, in this order', async () => {
  const image = counted(1, 5, 5, 1);
  const ends = (value: number): [number, number] => [value, value];
  const blank = { fillMode: 'constant' } as const;
  const whole = { zoom: ends(1), shear: ends(1), rotation: ends(0.25), height: ends(0.2), width: ends(-0.2) };
  const steps = [
    randomZoom({ height: ends(1), ...blank }),
    randomShear({ x: ends(1), ...blank }),
    randomRotation({ factor: ends(0.25), ...blank }),
    randomTranslation({ height: ends(0.2), width: ends(-0.2), ...blank }),
  ];
  const expected = steps.reduce((x, step) => changed(step, x), image as tf.Tensor);
  await expectClose(changed(randomAffine({ ...whole, ...blank }), image), expected, 1e-5);
  expect(new Set(await expected.data()).size).toBeGreaterThan(3); // and not all of it was lost
});

test('what is drawn stays within its bounds', async () => {
  // A ramp to the right: a shift by t columns takes t from every pixel far from the border.
  const ramp = tf.broadcastTo(tf.reshape(tf.range(0, 21), [1, 1, 21, 1]), [60, 1, 21, 1]);
  const shift = randomTranslation({ width: [-0.1, 0.2] });
  const middle = await tf.slice(changed(shift, ramp), [0, 0, 10, 0], [60, 1, 1, 1]).data();
  const shifts = Array.from(middle, (value) => 10 - value);
  expect(Math.min(...shifts)).toBeGreaterThanOrEqual(-2.1 - 1e-5);
  expect(Math.max(...shifts)).toBeLessThanOrEqual(4.2 + 1e-5);
  expect(Math.max(...shifts) - Math.min(...shifts)).toBeGreaterThan(4);
});

test('crops: every place of a padded image is cut somewhere, and each is a piece of it', async () => {
  const images = tf.tile(counted(1, 2, 2, 1), [60, 1, 1, 1]);
  const crops = changed(randomCrop({ height: 2, width: 1, padding: 1 }), images);
  expect(crops.shape).toEqual([60, 2, 1, 1]);
  const pieces = new Set(((await tf.reshape(crops, [60, 2]).array()) as number[][]).map(String));
  const columns = [[0, 0, 0, 0], [0, 1, 3, 0], [0, 2, 4, 0]]; // prettier-ignore
  const all = columns.flatMap((column) => [0, 1, 2].map((top) => String(column.slice(top, top + 2))));
  expect([...pieces].sort()).toEqual([...new Set(all)].sort());
});

test('padding by one row and two columns, zeros or what is reflected', async () => {
  const image = counted(1, 1, 2, 1);
  await expectNumbers(changed(pad({ padding: 1 }), image), [0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0], 0);
  const reflected = changed(pad({ padding: [1, 2], fillMode: 'reflect' }), image);
  expect(reflected.shape).toEqual([1, 3, 6, 1]);
  await expectNumbers(reflected, [2, 1, 1, 2, 2, 1, 2, 1, 1, 2, 2, 1, 2, 1, 1, 2, 2, 1], 0);
});

test('elastic: rows and columns move by the smoothed noise of the definition', async () => {
  const [height, width, alpha, sigma] = [3, 5, 2, 0.7];
  const image = tf.reshape(
    tf.add(tf.mul(tf.range(0, height), 100).reshape([height, 1]), tf.range(0, width)),
    [1, height, width, 1],
  );
  const noise = new Random(7).uniform(2 * height * width, -alpha, alpha);
  const bell = (distance: number): number => Math.exp(-((distance / sigma) ** 2) / 2);
  const sum = Array.from({ length: 41 }, (_, i) => bell(i - 20)).reduce((a, b) => a + b);
  const moved = (axis: number, i: number, j: number): number => {
    let total = 0;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        total += (bell(i - y) * bell(j - x) * noise[(axis * height + y) * width + x]!) / sum ** 2;
    return total;
  };
  // On a plane that goes on, bilinear interpolation is exact; the border is cut, as 'nearest' does.
  const cut = (value: number, length: number): number => Math.min(Math.max(value, 0), length - 1);
  const expected = Array.from({ length: height * width }, (_, place) => {
    const [i, j] = [Math.floor(place / width), place % width];
    return 100 * cut(i + moved(0, i, j), height) + cut(j + moved(1, i, j), width);
  });
  const elastic = randomElasticTransform({ alpha, sigma, fillMode: 'nearest' });
  await expectNumbers(changed(elastic, image), expected, 1e-4);
});
