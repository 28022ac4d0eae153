import { ArgumentError } from '@thaw/backend';
import { expect, test } from 'vitest';

import { gate, type GateName, gateNames, xor } from './index.ts';

test.each<[GateName, (a: boolean, b: boolean) => boolean]>([
  ['and', (a, b) => a && b],
  ['or', (a, b) => a || b],
  ['nand', (a, b) => !(a && b)],
  ['nor', (a, b) => !(a || b)],
  ['xor', (a, b) => a !== b],
  ['xnor', (a, b) => a === b],
  ['imply', (a, b) => !a || b],
  ['nimply', (a, b) => a && !b],
  ['converseImply', (a, b) => a || !b],
  ['converseNimply', (a, b) => !a && b],
  ['a', (a) => a],
  ['b', (_, b) => b],
  ['notA', (a) => !a],
  ['notB', (_, b) => !b],
  ['true', () => true],
  ['false', () => false],
])('%s is what logic says, over the rows 00, 01, 10, 11', (name, logic) => {
  const { input, target } = gate(name).columns;
  expect(input).toEqual({ data: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), shape: [4, 2] });
  expect(target.shape).toEqual([4, 1]);
  for (let i = 0; i < 4; i++) {
    expect(target.data[i]).toBe(Number(logic(input.data[2 * i] === 1, input.data[2 * i + 1] === 1)));
  }
});

test('there are sixteen gates, all that two inputs can have, in the order of their tables', () => {
  const tables = gateNames.map((name) => Number.parseInt(gate(name).column('target').data.join(''), 2));
  expect(tables).toEqual(Array.from({ length: 16 }, (_, i) => i));
});

test('xor() is the gate of that name, and two calls share no numbers', () => {
  xor().column('target').data.fill(-1);
  expect(xor().columns).toEqual(gate('xor').columns);
  expect([...xor().column('target').data]).toEqual([0, 1, 1, 0]);
});

test.each(['not', 'toString'])('there is no gate %s', (name) => {
  expect(() => gate(name as GateName)).toThrow(
    new ArgumentError(
      `gate: there is no gate '${name}'; the gates are 'false', 'and', 'nimply', 'a', 'converseNimply', 'b', 'xor', 'or', 'nor', 'xnor', 'notB', 'converseImply', 'notA', 'imply', 'nand', 'true'.`,
    ),
  );
});
