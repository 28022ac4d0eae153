import { ensureDevice } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import paths from '../fixtures/trajectories.json' with { type: 'json' };
import { fallingMembers } from './conformance/falling.ts';
import { members } from './conformance/members.ts';
import { problems, walk } from './conformance/problems.ts';
import * as optimizers from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const all = [...members, ...fallingMembers];

// PyTorch 1.13's own 20 steps, or a float64 reference's from the paper: ../fixtures/trajectories.py.
describe.each(all)('$name', ({ name, make, shown }) => {
  test.each(Object.keys(problems) as (keyof typeof problems)[])('20 steps down the %s', async (problem) => {
    await expectClose(await walk(make(), problems[problem], shown), paths[name][problem], 1e-5);
  });
});

test('every path of the fixture is walked', () => {
  const walked = all.map(({ name }) => name);
  expect([...walked, 'schedules', 'searches'].sort()).toEqual(Object.keys(paths).sort());
});

test('every optimizer is walked', () => {
  // What stands between gradients and a step has tests of its own.
  const between = ['accumulate', 'centralizeGradients', 'gradientNoise', 'lossScale', 'transformGradients'];
  const others = [...between, 'constantRate', ...Object.keys(paths.schedules)];
  const isOther = (name: string): boolean => /^[A-Z]|Rule$|^register/.test(name) || others.includes(name);
  const walked = new Set(members.map(({ name }) => name.split(',')[0]));
  expect(Object.keys(optimizers).filter((name) => !isOther(name) && !walked.has(name))).toEqual([]);
});
