import { expectClose, expectNoLeak, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

import {
  drawBernoulli,
  drawCategorical,
  drawIntegers,
  drawNormal,
  drawPermutation,
  drawTruncatedNormal,
  drawUniform,
  drawWords,
  Random,
  tf,
  useDevice,
} from '../../index.ts';
import { drawTensor } from './draw.ts';

let errors: ReturnType<typeof watchGpuErrors>;
beforeAll(async () => {
  await useDevice('webgpu');
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

const sizes = [0, 1, 3, 5, 8191, 8193];
const start = (): Random => {
  const random = new Random(2 ** 40 + 7).fork('test');
  random.uniform(3);
  return random;
};

type OnDevice = (random: Random, count: number) => tf.Tensor;
type OnHost = (random: Random, count: number) => ArrayLike<number>;

const uniform = (low: number, high: number): [string, OnDevice, OnHost] => [
  `uniforms from ${low} to ${high}`,
  (random, count) => drawUniform(random, [count], low, high),
  (random, count) => random.uniform(count, low, high),
];

describe('to the bit of the host', () => {
  test.each<[string, OnDevice, OnHost]>([
    ['words', (random, count) => drawWords(random, [count]), (random, count) => new Int32Array(random.words(count).buffer)],
    ['integers', (random, count) => drawIntegers(random, [count], 7), (random, count) => random.integers(count, 7)],
    ['integers below 2^31', (random, count) => drawIntegers(random, [count], 2 ** 31), (random, count) => random.integers(count, 2 ** 31)],
    ['Bernoulli draws', (random, count) => drawBernoulli(random, [count], 0.3), (random, count) => random.bernoulli(count, 0.3)],
    ['Bernoulli draws that are all 1', (random, count) => drawBernoulli(random, [count], 1), (random, count) => random.bernoulli(count, 1)],
    ['permutations', drawPermutation, (random, count) => random.permutation(count)],
    uniform(0, 1), uniform(-1, 1), uniform(-0.3, 1.7), uniform(0.1, 0.3), uniform(1000, 1001), uniform(-1001, -1000),
    uniform(2, -3), uniform(1e-9, 1e9), uniform(-Math.SQRT1_2, Math.SQRT1_2), uniform(-1e30, 1e30), uniform(5, 5),
    uniform(0, 1e-30), uniform(1e-30, 1e30),
  ])('%s', async (_, draw, host) => {
    for (const size of sizes) {
      const [random, other] = [start(), start()];
      const drawn = draw(random, size);
      expect(drawn.shape).toEqual([size]);
      expect(Array.from(await drawn.data())).toEqual(Array.from(host(other, size)));
      expect(random.state).toEqual(other.state);
      drawn.dispose();
    }
  }); // prettier-ignore

  test('uniforms of any range', async () => {
    const random = new Random(1);
    for (let i = 0; i < 60; i++) {
      const [a, b] = random.normal(2);
      const [low, high] = [a! * 10 ** random.integers(1, 9)[0]!, b! * 10 ** random.integers(1, 9)[0]!];
      const drawn = drawUniform(new Random(i), [1000], low, high);
      expect([low, high, await drawn.data()]).toEqual([low, high, new Random(i).uniform(1000, low, high)]);
      drawn.dispose();
    }
  });

  test('a block past 2³² is counted in two words', async () => {
    const state = { key: [1, 2], stream: [3, 4], block: 2 ** 32 - 3 } as const;
    const words = await drawWords(Random.from(state), [40]).data();
    expect(new Uint32Array(words)).toEqual(Random.from(state).words(40));
  });

  test.each([1024, 1025, 5000, 65_536, 70_001, 300_007])('a permutation of %d', async (count) => {
    const drawn = drawPermutation(new Random(2), count);
    const [found, order] = [await drawn.data(), new Random(2).permutation(count)];
    expect([found.length, order.findIndex((number, i) => number !== found[i])]).toEqual([count, -1]);
    drawn.dispose();
  });

  test('a long permutation, on the device alone', async () => {
    const onHost = vi.spyOn(Random, 'from');
    const drawn = drawPermutation(new Random(2), 70_001);
    await drawn.data();
    expect(onHost).not.toHaveBeenCalled();
    onHost.mockRestore();
    drawn.dispose();
  });
});

describe('within 1e-6 of the host, and the same bits again', () => {
  test.each<[string, OnDevice, OnHost]>([
    ['normals', (random, count) => drawNormal(random, [count]), (random, count) => random.normal(count)],
    ['normals of a mean and deviation', (random, count) => drawNormal(random, [count], 5, 0.1), (random, count) => random.normal(count, 5, 0.1)],
    ['truncated normals', (random, count) => drawTruncatedNormal(random, [count]), (random, count) => random.truncatedNormal(count)],
    ['Gumbel numbers', (random, count) => drawTensor(random, { kind: 'gumbel', shape: [count] }), (random, count) => random.gumbel(count)],
  ])('%s', async (_, draw, host) => {
    for (const size of [...sizes, 100_000]) {
      const [random, other] = [start(), start()];
      const [drawn, again] = [draw(random, size), draw(start(), size)];
      await expectClose(await drawn.data(), host(other, size), 1e-6);
      expect(await again.data()).toEqual(await drawn.data());
      expect(random.state).toEqual(other.state);
      tf.dispose([drawn, again]);
    }
  }); // prettier-ignore
});

test('categorical draws are those of the host where no two classes are as likely', async () => {
  const logits = new Random(4).normal(700);
  const noise = new Random(5).gumbel(700);
  const best = Array.from({ length: 100 }, (_, row) => {
    const sums = Array.from({ length: 7 }, (_unused, i) => logits[7 * row + i]! + noise[7 * row + i]!);
    return sums.indexOf(Math.max(...sums));
  });
  const drawn = drawCategorical(new Random(5), tf.tensor(logits, [100, 7]));
  expect(Array.from(await drawn.data())).toEqual(best);
});

test('draws leave no tensor behind', async () => {
  await expectNoLeak(() => tf.dispose([drawUniform(new Random(1), [9]), drawPermutation(new Random(1), 9)]));
  await expectNoLeak(() => drawPermutation(new Random(1), 2000).dispose());
});
