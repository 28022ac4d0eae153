import { ArgumentError, ensureDevice, Random, ShapeError, tf } from '@thaw/backend';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { RadialBasis } from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

test('by hand: 1 at the center, e^(−1/2) one width away, and the sign of a width does not matter', async () => {
  const layer = new RadialBasis(2, 2);
  layer.centers.assign(Float32Array.of(1, 1, 1, 3));
  layer.widths.assign(Float32Array.of(2, -1));
  const expected = [[1, Math.exp(-2)], [Math.exp(-0.5), 1]]; // prettier-ignore
  await expectClose(layer.forward(tf.tensor2d([[1, 1], [1, 3]])), expected, 1e-6); // prettier-ignore
});

test('far from zero, where squares are large, near stays near', async () => {
  const layer = new RadialBasis(1, 2);
  layer.centers.assign(Float32Array.of(20_000, 20_001));
  const near = Math.exp(-0.5);
  await expectClose(layer.forward(tf.tensor2d([[20_000], [20_001]])), [[1, near], [near, 1]], 1e-6); // prettier-ignore
});

test('centers are placed in the middle of clouds, as wide as their neighbours are far', async () => {
  const clouds = [[0, 0], [10, 0], [0, 20]]; // prettier-ignore
  const ring = [[1, 0], [-1, 0], [0, 1], [0, -1]]; // prettier-ignore
  const rows = clouds.flatMap(([x, y]) => ring.map(([dx, dy]) => [x! + dx!, y! + dy!]));
  const layer = new RadialBasis(2, 3);
  await layer.place(tf.tensor2d(rows), { random: new Random(3) });
  const placed = (await layer.centers.value.array()) as number[][];
  expect(placed.map(String).sort()).toEqual(clouds.map(String).sort());
  const mean = (a: number, b: number): number => Math.sqrt((a + b) / 2);
  const widths: Record<string, number> = {
    '0,0': mean(100, 400),
    '10,0': mean(100, 500),
    '0,20': mean(400, 500),
  };
  await expectClose(layer.widths.value, placed.map((center) => widths[String(center)]!), 1e-6); // prettier-ignore
});

test('without iterations they are rows of the data, each once; the same seed places the same', async () => {
  const data = { data: Float32Array.of(4, 8, 15, 16, 23, 42), shape: [6, 1] };
  const place = async (seed: number): Promise<Float32Array> => {
    const layer = new RadialBasis(1, 6);
    await layer.place(data, { random: new Random(seed), iterations: 0 });
    return layer.centers.data();
  };
  expect((await place(1)).slice().sort()).toEqual(data.data);
  expect(await place(2)).toEqual(await place(2));
});

test('centers that cannot lie apart share a place, with the width 1', async () => {
  const layer = new RadialBasis(1, 2);
  await layer.place({ data: Float32Array.of(5, 5, 5), shape: [3, 1] });
  expect([...(await layer.centers.data()), ...(await layer.widths.data())]).toEqual([5, 5, 1, 1]);
});

test('placing again leaves no tensor behind', async () => {
  const layer = new RadialBasis(1, 2);
  layer.forward(tf.ones([1, 1]));
  const data = tf.tensor2d([[1], [2], [9]]);
  await expectNoLeak(() => layer.place(data));
});

test.each<[() => unknown, string]>([
  [() => new RadialBasis(2, 0), 'RadialBasis: units must be a whole number from 1 on, got 0.'],
  [
    () => new RadialBasis(2, 3).place(tf.ones([2, 2])),
    'RadialBasis: 3 centers want at least as many rows of data, got 2.',
  ],
  [
    () => new RadialBasis(2, 1).place(tf.ones([2, 2]), { iterations: -1 }),
    'RadialBasis.place: iterations must be a whole number from 0 on, got -1.',
  ],
  [
    () => new RadialBasis(2, 1).place(tf.ones([2, 2]), { random: 7 as never }),
    'RadialBasis.place: random must be a Random, got 7.',
  ],
])('bad arguments %#', async (act, message) => {
  await expect((async () => act())()).rejects.toThrow(new ArgumentError(message));
});

test('data of another width are refused', async () => {
  const place = new RadialBasis(2, 1).place(tf.ones([4, 3]));
  await expect(place).rejects.toThrow(
    new ShapeError('RadialBasis: expected data [rows, 2], got a tensor [4, 3].'),
  );
});
