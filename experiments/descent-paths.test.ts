import { expect, test } from 'vitest';

import { bestPaces, errorsLeft, paceOf } from './descent-paths.ts';
import { digitsQuadratic } from './digits-quadratic.ts';

const quadratic = digitsQuadratic(1000);

test('curvatures go from a thousandth, where all images are blank, to 1, along what the images have in common', () => {
  const { size, curvature, values, least } = quadratic;
  expect([size, least]).toEqual([64, 0.001]);
  const blank = Float32Array.from({ length: 64 }, (_, i) => (i === 0 ? 1 : 0));
  expect(values(blank)[0]).toBeCloseTo(0.5 * 0.001, 12);
  let common = new Float32Array(64).fill(1);
  for (let i = 0; i < 50; i++) {
    const next = common.map((_, row) =>
      common.reduce((sum, value, column) => sum + curvature[row * 64 + column]! * value, 0),
    );
    common = next.map((value) => value / Math.hypot(...next));
  }
  expect(values(common)[0]).toBeCloseTo(0.5, 6);
  expect(values(Float32Array.from([...blank].flatMap((value) => [value, 3 * value])))).toEqual([
    expect.closeTo(0.0005, 12),
    expect.closeTo(0.0045, 12), // nine times as high three times as far
  ]);
});

test('the best rates for curvatures from a hundredth to 1, by hand', () => {
  const { plain, momentum } = bestPaces(0.01);
  expect(plain.learningRate).toBeCloseTo(2 / 1.01, 12);
  expect(plain.factor).toBeCloseTo(99 / 101, 12);
  expect(momentum.learningRate).toBeCloseTo(4 / 1.21, 12);
  expect(momentum.momentum).toBeCloseTo((9 / 11) ** 2, 12);
  expect(momentum.factor).toBeCloseTo(9 / 11, 12);
});

test('a distance that is halved every ten steps shrinks by the tenth root of a half; of its error a quarter is left', () => {
  const path = Array.from({ length: 5 }, (_, i) => new Float32Array(64 * 16).fill(2 ** -i));
  expect(paceOf(path)).toBeCloseTo(0.5 ** 0.1, 12);
  const { test: left, path: along } = errorsLeft(quadratic, path.slice(0, 2));
  expect(along[0]).toBe(0);
  expect(left).toBeCloseTo(Math.log10(1 / 4), 12);
  const lost = new Float32Array(64 * 16).fill(Infinity);
  expect(errorsLeft(quadratic, [path[0]!, lost]).validation).toBe(38);
});
