import { ArgumentError, ensureDevice, tf } from '@thaw/backend';
import { expectClose } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { descend, placesOf, type problems } from './conformance/problems.ts';
import { firstLengths, placesTried, searches } from './conformance/searches.ts';
import { lbfgs } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const lineSearch = 'strongWolfe';

test('by hand: down w² from 4 a step of 1 will do, and then the curvature is known', async () => {
  const w = tf.variable(tf.scalar(4));
  const optimizer = lbfgs({ lineSearch });
  const places: number[] = [];
  for (let step = 0; step < 3; step++) {
    optimizer.minimize(() => w.square().asScalar());
    places.push((await w.data())[0]!);
  }
  expect(places).toEqual([3, 0, 0]);
  optimizer.dispose();
  w.dispose();
});

// PyTorch 1.13's own tries from three first lengths, of which 20 is too long and 0.05 too short: ../fixtures/trajectories.py.
describe.each(firstLengths)('first length %s', (rate) => {
  test.each(Object.keys(searches[rate]) as (keyof typeof problems)[])('down the %s', async (name) => {
    await expectClose(await placesTried(rate, name), searches[rate][name]!, 1e-5);
  });
});

test('it comes back from where the loss is no number', async () => {
  const w = tf.variable(tf.scalar(3));
  const optimizer = lbfgs({ learningRate: 20, lineSearch });
  const places: number[] = [];
  for (let step = 0; step < 16; step++) {
    optimizer.minimize(() => tf.sub(w, tf.log(w)).asScalar()); // least at 1
    places.push((await w.data())[0]!);
  }
  expect(places[0]).toBeLessThan(0);
  expect(places.at(-1)).toBeCloseTo(1, 3);
  optimizer.dispose();
  w.dispose();
});

test('when a weight joins, a line begins where the weights are', async () => {
  const [a, b] = [tf.variable(tf.scalar(4)), tf.variable(tf.scalar(-2))];
  const optimizer = lbfgs({ lineSearch });
  const loss = (): tf.Tensor => tf.add(tf.square(a), tf.mul(tf.square(b), 3));
  descend(optimizer, loss, [a]);
  expect(await placesOf([a, b])).toEqual([3, -2]);
  for (let step = 0; step < 12; step++) descend(optimizer, loss, [a, b]);
  await expectClose(await placesOf([a, b]), [0, 0], 1e-4, 1);
  optimizer.dispose();
  tf.dispose([a, b]);
});

const wrong = (option: string): string =>
  `lbfgs: with a line search ${option} would step by another gradient than that of the loss it compares; leave it out.`;

test.each<[() => unknown, string]>([
  [() => lbfgs({ lineSearch, l2: 0.1 }), wrong('l2')],
  [() => lbfgs({ lineSearch, globalClipNorm: 1 }), wrong('globalClipNorm')],
  [() => lbfgs({ lineSearch, groups: [{ pattern: '**', learningRate: 1 }] }), wrong('groups')],
  [
    () => lbfgs({ lineSearch: 'armijo' as never }),
    "lbfgs: lineSearch must be 'none' or 'strongWolfe', got the string 'armijo'.",
  ],
  [
    () => lbfgs({ lineSearch }).applyGradients({}),
    'lbfgs: a line search compares losses, which applyGradients does not tell; step by minimize, train or fit.',
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
