import { ArgumentError, ensureDevice, tf } from '@thaw/backend';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { type LogicName, mccullochPitts, ThresholdUnit } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** All rows of so many truth values. */
const rows = (inputs: number): number[][] =>
  Array.from({ length: 2 ** inputs }, (_, row) => Array.from({ length: inputs }, (__, i) => (row >> i) & 1));
const count = (row: readonly number[]): number => row.reduce((sum, value) => sum + value, 0);

const functions: [LogicName, number[], (row: readonly number[]) => boolean][] = [
  ['not', [1], (row) => row[0] === 0],
  ['and', [1, 2, 3, 5], (row) => count(row) === row.length],
  ['or', [1, 2, 3, 5], (row) => count(row) > 0],
  ['nand', [1, 2, 3, 5], (row) => count(row) < row.length],
  ['nor', [1, 2, 3, 5], (row) => count(row) === 0],
  ['majority', [1, 2, 3, 4, 5], (row) => count(row) > row.length / 2],
  ['xor', [1, 2, 3, 4, 5], (row) => count(row) % 2 === 1],
  ['xnor', [1, 2, 3, 4, 5], (row) => count(row) % 2 === 0],
];

test.each(functions.flatMap(([name, sizes, logic]) => sizes.map((inputs) => [name, inputs, logic] as const)))(
  '%s of %d inputs is what logic says, in every row',
  async (name, inputs, logic) => {
    const cases = rows(inputs);
    const output = mccullochPitts(name, inputs).forward(tf.tensor2d(cases));
    await expectClose(
      output,
      cases.map((row) => [Number(logic(row))]),
      0,
    );
  },
);

test('one unit does for all but xor and xnor, which take two layers', () => {
  for (const [name] of functions) {
    const net = mccullochPitts(name);
    expect([name, net instanceof ThresholdUnit]).toEqual([name, !['xor', 'xnor'].includes(name)]);
  }
  expect([...mccullochPitts('xor').weights().keys()]).toEqual([
    'layers.0.kernel',
    'layers.0.bias',
    'layers.1.kernel',
    'layers.1.bias',
  ]);
});

test('leaves no tensor behind', async () => {
  const input = tf.zeros([1, 2]);
  await expectNoLeak(() => {
    const net = mccullochPitts('xor');
    tf.tidy(() => void net.forward(input));
    net.dispose();
  });
});

test.each<[() => unknown, string]>([
  [
    () => mccullochPitts('if' as LogicName),
    "mccullochPitts: there is no net for the string 'if'; there are 'not', 'and', 'or', 'nand', 'nor', 'majority', 'xor', 'xnor'.",
  ],
  [
    () => mccullochPitts('not', 2),
    "mccullochPitts: 'not' has one input, got 2; 'nor' is the not of several.",
  ],
  [() => mccullochPitts('and', 0), 'mccullochPitts: inputs must be a whole number from 1 on, got 0.'],
])('refused with what to do %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
