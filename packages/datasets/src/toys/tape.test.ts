import { ArgumentError, Random } from '@thaw/backend';
import { describe, expect, test } from 'vitest';

import { copyTask, type CopyTaskOptions } from './copy-task.ts';
import { repeatCopyTask, type RepeatCopyTaskOptions } from './repeat-copy-task.ts';
import { sortTask, type SortTaskOptions } from './sort-task.ts';

type Tapes = ReturnType<typeof copyTask>;

/** Each row: its steps of input, and of target where the mask is 1; elsewhere the target must be 0. */
function read(tapes: Tapes): { input: number[][]; said: number[][]; begin: number }[] {
  const { input, target, mask } = tapes.columns;
  const [rows, time, channels] = input.shape as [number, number, number];
  const width = target.shape[2]!;
  expect([target.shape, mask.shape]).toEqual([
    [rows, time, width],
    [rows, time],
  ]);
  const steps = (data: Float32Array, row: number, features: number): number[][] =>
    Array.from({ length: time }, (_, t) => [
      ...data.subarray((row * time + t) * features, (row * time + t + 1) * features),
    ]);
  return Array.from({ length: rows }, (_, row) => {
    const counts = Array.from({ length: time }, (_, t) => mask.data[row * time + t] === 1);
    const targets = steps(target.data, row, width);
    expect(targets.filter((_, t) => !counts[t]).flat()).not.toContain(1);
    const begin = counts.indexOf(true);
    expect(steps(input.data, row, channels).slice(begin).flat().every((value) => value === 0)).toBe(true);
    return { input: steps(input.data, row, channels).slice(0, begin), said: targets.filter((_, t) => counts[t]), begin };
  });
} // prettier-ignore

describe('copy', () => {
  test('what is said after the delimiter is what was said before it, of every length of the range', () => {
    const lengths = new Set<number>();
    const bits: number[] = [];
    for (const { input, said } of read(copyTask({ rows: 200, length: [2, 6], width: 3, random: new Random(3) }))) {
      const vectors = input.slice(0, -1);
      expect(input.at(-1)).toEqual([0, 0, 0, 1]);
      expect(said.map((vector) => [...vector, 0])).toEqual(vectors);
      lengths.add(said.length);
      bits.push(...said.flat());
    }
    expect([...lengths].sort()).toEqual([2, 3, 4, 5, 6]);
    const ones = bits.reduce((sum, bit) => sum + bit, 0) / bits.length;
    expect(Math.abs(ones - 0.5)).toBeLessThan(2 / Math.sqrt(bits.length)); // four deviations
  }); // prettier-ignore

  test.each<[CopyTaskOptions, string]>([
    [{ length: 0 }, 'copyTask: length must be a whole number from 1 on, or the least and the most of a range, got 0.'],
    [{ length: [3, 2] }, 'copyTask: length must be a whole number from 1 on, or the least and the most of a range, got [3, 2].'],
    [{ length: [1, 2, 3] as never }, 'copyTask: length must be a whole number from 1 on, or the least and the most of a range, got [1, 2, 3].'],
    [{ length: 'a' as never }, "copyTask: length must be a whole number from 1 on, or the least and the most of a range, got the string 'a'."],
    [{ width: 0 }, 'copyTask: width must be a whole number from 1 on, got 0.'],
  ])('error text %#', (given, message) => {
    expect(() => copyTask(given)).toThrow(new ArgumentError(message));
  }); // prettier-ignore
});

describe('repeat copy', () => {
  test('the vectors are said as often as is asked, then the end marker', () => {
    const asked = new Map<number, number>(); // times by what the channel says
    const options = { rows: 200, length: [1, 3], repeats: [1, 3], width: 2, random: new Random(3) } as const;
    for (const { input, said } of read(repeatCopyTask(options))) {
      const [vectors, last] = [input.slice(0, -1), input.at(-1)!];
      expect(last.slice(0, 3)).toEqual([0, 0, 1]);
      expect(said.at(-1)).toEqual([0, 0, 1]);
      const times = (said.length - 1) / vectors.length;
      asked.set(last[3]!, times);
      const wanted = Array.from({ length: times }, () => vectors.map((vector) => [...vector.slice(0, 2), 0]));
      expect(said.slice(0, -1)).toEqual(wanted.flat());
    }
    const root = Math.fround(Math.sqrt(3 / 2)); // 1, 2 and 3 have mean 2 and variance 2/3
    expect([...asked].sort(([a], [b]) => a - b)).toEqual([[-root, 1], [0, 2], [root, 3]]);
  }); // prettier-ignore

  test('where there is one number of repetitions, the channel says 0', () => {
    for (const { input } of read(repeatCopyTask({ rows: 3, repeats: 2 })))
      expect(input.at(-1)!.at(-1)).toBe(0);
  });

  test('error text', () => {
    expect(() => repeatCopyTask({ repeats: [0, 2] } satisfies RepeatCopyTaskOptions)).toThrow(
      new ArgumentError(
        'repeatCopyTask: repeats must be a whole number from 1 on, or the least and the most of a range, got [0, 2].',
      ),
    );
  });
});

describe('sort', () => {
  test('the vectors of the highest priorities are said, the highest first', () => {
    const options = { rows: 50, length: 9, highest: 5, width: 6, random: new Random(3) };
    for (const { input, said, begin } of read(sortTask(options))) {
      expect([begin, input.at(-1)]).toEqual([10, [0, 0, 0, 0, 0, 0, 0, 1]]);
      const items = input.slice(0, -1).map((step) => ({ vector: step.slice(0, 6), priority: step[6]! }));
      expect(items.every(({ priority }) => priority >= -1 && priority < 1)).toBe(true);
      // By hand: take the highest that is left, five times.
      const left = [...items];
      for (const vector of said) {
        const best = left.reduce((most, item) => (item.priority > most.priority ? item : most));
        left.splice(left.indexOf(best), 1);
        expect(vector).toEqual(best.vector);
      }
      expect(left.length).toBe(4);
    }
  });

  test('of fewer than sixteen all are said', () => {
    expect(sortTask({ rows: 1, length: 7 }).column('target').shape).toEqual([1, 15, 8]);
  });

  test.each<[SortTaskOptions, string]>([
    [{ length: 4, highest: 5 }, 'sortTask: highest must be at most length, which is 4, got 5.'],
    [{ highest: 0 }, 'sortTask: highest must be a whole number from 1 on, got 0.'],
  ])('error text %#', (given, message) => {
    expect(() => sortTask(given)).toThrow(new ArgumentError(message));
  });
});
