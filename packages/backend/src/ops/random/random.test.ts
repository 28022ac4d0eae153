import { expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import {
  ArgumentError,
  drawBernoulli,
  drawCategorical,
  drawIntegers,
  drawNormal,
  drawPermutation,
  drawTruncatedNormal,
  drawUniform,
  drawWords,
  Random,
  ShapeError,
  tf,
  useDevice,
} from '../../index.ts';
import { drawTensor } from './draw.ts';

const sizes = [0, 1, 3, 5, 8191, 8193, 20_001];

/** What is drawn on the device, and the same on the host. */
const pairs: [string, (random: Random, count: number) => tf.Tensor, (random: Random, count: number) => ArrayLike<number>][] = [
  ['words', (random, count) => drawWords(random, [count]), (random, count) => new Int32Array(random.words(count).buffer)],
  ['uniforms', (random, count) => drawUniform(random, [count]), (random, count) => random.uniform(count)],
  ['uniforms of a range', (random, count) => drawUniform(random, [count], -0.3, 1.7), (random, count) => random.uniform(count, -0.3, 1.7)],
  ['uniforms of a narrow range', (random, count) => drawUniform(random, [count], 1000, 1001), (random, count) => random.uniform(count, 1000, 1001)],
  ['integers', (random, count) => drawIntegers(random, [count], 7), (random, count) => random.integers(count, 7)],
  ['integers below 2^31', (random, count) => drawIntegers(random, [count], 2 ** 31), (random, count) => random.integers(count, 2 ** 31)],
  ['Bernoulli draws', (random, count) => drawBernoulli(random, [count], 0.3), (random, count) => random.bernoulli(count, 0.3)],
  ['Bernoulli draws that are all 1', (random, count) => drawBernoulli(random, [count], 1), (random, count) => random.bernoulli(count, 1)],
  ['normals', (random, count) => drawNormal(random, [count]), (random, count) => random.normal(count)],
  ['normals of a mean and deviation', (random, count) => drawNormal(random, [count], 5, 0.1), (random, count) => random.normal(count, 5, 0.1)],
  ['truncated normals', (random, count) => drawTruncatedNormal(random, [count], -1, 3), (random, count) => random.truncatedNormal(count, -1, 3)],
  ['Gumbel numbers', (random, count) => drawTensor(random, { kind: 'gumbel', shape: [count] }), (random, count) => random.gumbel(count)],
  ['permutations', drawPermutation, (random, count) => random.permutation(count)],
]; // prettier-ignore

const devices: [string, () => Promise<unknown>][] = [
  ['cpu', () => useDevice('cpu')],
  ['wasm', () => useDevice('wasm', { threads: 1 })],
  ['wasm on 2 threads', () => useDevice('wasm', { threads: 2 })],
  ['wasm on 3 threads', () => useDevice('wasm', { threads: 3 })],
];

describe.each(devices)('on %s,', (_device, use) => {
  test.each(pairs)('%s are the bits of the host, and leave the generator where it would stand', async (_, draw, host) => {
    await use();
    for (const size of sizes) {
      const [random, other] = [new Random(2 ** 40 + 7).fork('test'), new Random(2 ** 40 + 7).fork('test')];
      other.uniform(3);
      random.uniform(3);
      const drawn = draw(random, size);
      expect(drawn.shape).toEqual([size]);
      expect(Array.from(drawn.dataSync())).toEqual(Array.from(host(other, size)));
      expect(random.state).toEqual(other.state);
      drawn.dispose();
    }
  }); // prettier-ignore

  test('a block past 2³² is counted in two words', async () => {
    await use();
    const state = { key: [1, 2], stream: [3, 4], block: 2 ** 32 - 3 } as const;
    const words = drawWords(Random.from(state), [40]).dataSync();
    expect(new Uint32Array(words)).toEqual(Random.from(state).words(40));
    const far = { ...state, block: 2 ** 52 + 1 };
    expect(new Uint32Array(drawWords(Random.from(far), [9]).dataSync())).toEqual(Random.from(far).words(9));
  });
});

describe('draws on the device', () => {
  test('word 0 of seed 0 is the published known answer of counter 0 and key 0', async () => {
    await useDevice();
    const words = new Uint32Array(drawWords(new Random(0), [2, 2]).dataSync());
    expect([...words]).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]); // Random123 1.14, kat_vectors
  });

  test('have the shape asked for, also none and empty ones', async () => {
    await useDevice();
    expect(drawUniform(new Random(1), []).shape).toEqual([]);
    expect(drawNormal(new Random(1), [2, 0, 3]).shape).toEqual([2, 0, 3]);
    const cube = drawIntegers(new Random(1), [2, 3, 5], 9);
    expect([cube.shape, cube.dtype]).toEqual([[2, 3, 5], 'int32']);
    expect(Array.from(cube.dataSync())).toEqual(Array.from(new Random(1).integers(30, 9)));
  });

  test('two runs with one seed are equal, and a state taken midway goes on equal', async () => {
    await useDevice();
    const run = (random: Random): number[] => [
      ...drawNormal(random, [5]).dataSync(),
      ...drawUniform(random, [3]).dataSync(),
    ];
    const random = new Random(3);
    const first = run(random);
    const midway = JSON.parse(JSON.stringify(random.state));
    const second = run(random);
    expect(run(new Random(3))).toEqual(first);
    expect(run(Random.from(midway))).toEqual(second);
    expect(second).not.toEqual(first);
  });

  test('leave no tensor behind', async () => {
    await useDevice();
    const logits = tf.zeros([3, 4]);
    await expectNoLeak(() =>
      tf.dispose([
        drawUniform(new Random(1), [9]),
        drawPermutation(new Random(1), 9),
        drawCategorical(new Random(1), logits),
      ]),
    );
  });
});

describe('drawCategorical', () => {
  test('takes the largest of logits plus Gumbel numbers', async () => {
    await useDevice();
    const logits = Float32Array.from([0, 1, 2, 3, 2, 1, 0, 5, 0, -Infinity, 0, 0]);
    const noise = new Random(5).gumbel(12);
    const sums = logits.map((logit, i) => logit + noise[i]!);
    const best = [0, 1, 2].map((row) => {
      const part = [...sums.subarray(4 * row, 4 * row + 4)];
      return part.indexOf(Math.max(...part));
    });
    const drawn = drawCategorical(new Random(5), tf.tensor(logits, [3, 4]));
    expect([drawn.shape, drawn.dtype, [...drawn.dataSync()]]).toEqual([[3], 'int32', best]);
  });

  test('draws with the probabilities of softmax, and −∞ never', async () => {
    await useDevice();
    const count = 20_000;
    const logits = tf.log(tf.tensor1d([0.1, 0.4, 0, 0.5])).add(3);
    const drawn = drawCategorical(new Random(2), tf.tile(tf.reshape(logits, [1, 4]), [count, 1]));
    const shares = [0, 0, 0, 0];
    for (const id of drawn.dataSync()) shares[id]! += 1 / count;
    for (const [id, share] of [0.1, 0.4, 0, 0.5].entries()) {
      // Four standard deviations of a share of 20,000 draws are at most 0.0142.
      expect(Math.abs(shares[id]! - share)).toBeLessThanOrEqual(share === 0 ? 0 : 0.0142);
    }
  });
});

test.each([
  [() => drawUniform(new Random(1), [2, -1]), new ArgumentError('drawUniform: a shape holds whole numbers from 0 on, got [2, -1].')],
  [() => drawPermutation(new Random(1), 1.5), new ArgumentError('drawPermutation: a shape holds whole numbers from 0 on, got [1.5].')],
  [() => drawIntegers(new Random(1), [1], 0), new ArgumentError('Random: bound must be a whole number from 1 to 2^31, got 0.')],
  [() => drawBernoulli(new Random(1), [1], 2), new ArgumentError('Random: probability must be from 0 to 1, got 2.')],
  [() => drawCategorical(new Random(1), tf.zeros([2, 0])), new ShapeError('drawCategorical: expected logits [..., classes], got [2, 0].')],
])('bad input %#', async (act, error) => {
  await useDevice();
  expect(act).toThrow(error);
}); // prettier-ignore
