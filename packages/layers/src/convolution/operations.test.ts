import { ensureDevice } from '@thaw/backend';
import { type Module, summary } from '@thaw/core';
import { beforeAll, expect, test } from 'vitest';

import * as layers from '../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const same = { padding: 'same', useBias: false } as const;

// Two for each multiplication with its sum; a bias that is added afterwards, one for each output.
test.each<[string, Module, number[], number]>([
  ['Conv1D', new layers.Conv1D(3, 4, 5, same), [9, 3], 2 * (9 * 4) * (5 * 3)],
  [
    'Conv2D in groups',
    new layers.Conv2D(4, 6, 3, { ...same, groups: 2 }),
    [5, 5, 4],
    2 * (5 * 5 * 6) * (9 * 2),
  ],
  ['Conv3D', new layers.Conv3D(2, 3, 2), [3, 3, 3, 2], 2 * (8 * 3) * (8 * 2) + 8 * 3],
  [
    'Conv2DTranspose',
    new layers.Conv2DTranspose(2, 3, 4, { ...same, strides: 2 }),
    [5, 5, 2],
    2 * (25 * 2) * (16 * 3),
  ],
  [
    'DepthwiseConv2D',
    new layers.DepthwiseConv2D(3, 3, { ...same, depthMultiplier: 2 }),
    [5, 5, 3],
    2 * (25 * 6) * 9,
  ],
  [
    'SeparableConv2D',
    new layers.SeparableConv2D(3, 4, 3, same),
    [5, 5, 3],
    2 * (25 * 3) * 9 + 2 * (25 * 4) * 3,
  ],
  ['LocallyConnected1D', new layers.LocallyConnected1D(9, 2, 3, 5), [9, 2], 2 * (5 * 3) * (5 * 2) + 5 * 3],
])('summary counts the arithmetic of %s', (_, layer, shape, flops) => {
  expect(summary(layer, shape).flops).toBe(flops);
});
