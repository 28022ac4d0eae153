import { expectNoLeak, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { tf, useDevice } from '../../index.ts';
import { completeWebGPU } from '../complete-webgpu.ts';
import { stock } from '../survey/stock.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  completeWebGPU();
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

const even = (): tf.Tensor2D => tf.tensor2d([[0, 0, 0, 0]]);

/** How often each of four outcomes came. */
function counts(drawn: ArrayLike<number>): number[] {
  const found = [0, 0, 0, 0];
  for (const outcome of Array.from(drawn)) found[outcome]!++;
  return found;
}

test('the first draw of TensorFlow.js is the same with every seed', async () => {
  const first = new Set<number>();
  for (let seed = 0.5; seed < 20; seed++) {
    const drawn = stock('Multinomial', { logits: even() }, { numSamples: 1, seed, normalized: false });
    first.add((await drawn.data())[0]!);
  }
  expect(first).toEqual(new Set([0]));
});

test('the first draw differs from seed to seed, the same seed draws the same', async () => {
  const firsts: number[] = [];
  for (let seed = 0; seed < 400; seed++) firsts.push((await tf.multinomial(even(), 1, seed / 7).data())[0]!);
  for (const count of counts(firsts)) expect(Math.abs(count - 100)).toBeLessThan(40);
  const [once, again] = [tf.multinomial(even(), 100, 3), tf.multinomial(even(), 100, 3)];
  expect([...(await once.data())]).toEqual([...(await again.data())]);
});

test('outcomes come as often as they are likely, in every row', async () => {
  const probabilities = [
    [0.1, 0.2, 0.3, 0.4],
    [0.7, 0, 0.3, 0],
  ];
  const drawn = tf.multinomial(tf.tensor2d(probabilities), 20_000, 5, true) as tf.Tensor2D;
  expect([drawn.shape, drawn.dtype]).toEqual([[2, 20_000], 'int32']);
  const rows = await drawn.array();
  rows.forEach((row, i) => {
    counts(row).forEach((count, outcome) => {
      expect(Math.abs(count / 20_000 - probabilities[i]![outcome]!)).toBeLessThan(0.015); // four standard errors
    });
  });
  expect([counts(rows[1]!)[1], counts(rows[1]!)[3]]).toEqual([0, 0]); // what cannot come does not
});

test('of logits it draws by their softmax', async () => {
  const drawn = tf.multinomial(tf.log(tf.tensor2d([[1, 1, 2, 4]])) as tf.Tensor2D, 20_000, 9);
  counts(await drawn.data()).forEach((count, outcome) => {
    expect(Math.abs(count / 20_000 - [0.125, 0.125, 0.25, 0.5][outcome]!)).toBeLessThan(0.015);
  });
});

test('leaves no tensor behind', async () => {
  const logits = even();
  await expectNoLeak(() => tf.multinomial(logits, 3, 1).dispose());
});
