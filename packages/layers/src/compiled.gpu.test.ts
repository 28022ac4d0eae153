import { useDevice } from '@thaw/backend';
import { compile } from '@thaw/backend/compile';
import { expectSameRuns, watchGpuErrors } from '@thaw/testing';
import { expect, test } from 'vitest';

import { cases, inputOf } from './conformance/cases.ts';
import { descentOn } from './conformance/descent-on.ts';

/** One for each kind of kernel; `pnpm compiled-on-webgpu` takes every member. */
const some = [
  'Dense',
  'Embedding',
  'Conv2D',
  'MaxPooling2D',
  'BatchNormalization',
  'Dropout',
  'QuantizedDense',
];

test.each(some)('a program of WebGPU takes the steps of %s', async (name) => {
  await useDevice('webgpu');
  const errors = watchGpuErrors();
  const one = cases.find((each) => each.name === name)!;
  const runs = await expectSameRuns(() => descentOn(one), compile, [inputOf(one.input, one.vocabulary)]);
  expect(runs.flat().every(Number.isFinite)).toBe(true);
  await errors.expectNone();
});
