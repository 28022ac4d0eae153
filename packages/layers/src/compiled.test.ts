import { ensureDevice } from '@thaw/backend';
import { compile } from '@thaw/backend/compile';
import { expectSameRuns } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import type { Case } from './conformance/case.ts';
import { cases, inputOf } from './conformance/cases.ts';
import { descentOn } from './conformance/descent-on.ts';
import { noise } from './conformance/noise.ts';

beforeAll(async () => {
  await ensureDevice();
});

const titleOf = ({ name }: Case): string => name.split(' ')[0]!;
const firsts = cases.filter((one, i) => cases.findIndex((other) => titleOf(other) === titleOf(one)) === i);

describe('compiled', () => {
  test.each(firsts.filter((one) => !noise.includes(one)))('$name takes the same steps', async (one) => {
    const runs = await expectSameRuns(() => descentOn(one), compile, [inputOf(one.input, one.vocabulary)]);
    expect(runs.flat().every(Number.isFinite)).toBe(true);
  });

  test.each(noise)('$name draws the same numbers, others in each step', async (one) => {
    const runs = await expectSameRuns(() => descentOn(one), compile, [inputOf(one.input, one.vocabulary)]);
    expect(runs[1]).not.toEqual(runs[0]);
  });
});
