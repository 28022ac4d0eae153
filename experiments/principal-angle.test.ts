import { expect, test } from 'vitest';

import { sineOfLargestAngle } from './principal-angle.ts';

const plane = [
  [1, 0, 0],
  [0, 1, 0],
];

test('two bases of one plane have no angle between them', () => {
  const other = [
    [2, 1, 0],
    [-1, 3, 0],
  ];
  expect(sineOfLargestAngle(plane, other)).toBeLessThan(1e-12);
});

test('a plane that is turned about an axis it shares has the sine of the turn', () => {
  for (const angle of [1e-4, 0.3, Math.PI / 2]) {
    const turned = [
      [1, 0, 0],
      [5, Math.cos(angle), Math.sin(angle)],
    ];
    expect(sineOfLargestAngle(plane, turned)).toBeCloseTo(Math.sin(angle), 10);
  }
});
