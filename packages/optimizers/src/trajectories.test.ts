import { ensureDevice } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import paths from '../fixtures/trajectories.json' with { type: 'json' };
import { fallingMembers } from './conformance/falling.ts';
import { members } from './conformance/members.ts';
import { problems, walk } from './conformance/problems.ts';

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
