import { expect, test } from 'vitest';

import { bufferOf, copyOf, dispatchOf } from '../../conformance/commands.ts';
import { hoist } from './hoist.ts';

test('what depends on known numbers alone is done once, and what depends on that; the rest in each run', () => {
  const [known, input] = [bufferOf(4, true), bufferOf(4)];
  const [zeros, sum, output] = Array.from({ length: 3 }, () => bufferOf(4));
  const fill = dispatchOf([known], [zeros!]);
  const add = dispatchOf([zeros!, known], [sum!]);
  const use = dispatchOf([sum!, input], [output!]);
  const { once, each, made } = hoist([fill, add, use], new Set([input, output!]));
  expect([once, each]).toEqual([[fill, add], [use]]);
  expect([...made]).toEqual([zeros, sum]);
});

test('what is written twice, into what changes, or into much is done in each run', () => {
  const [known, twice, output] = [bufferOf(4, true), bufferOf(4), bufferOf(4)];
  const large = bufferOf(2 ** 20 + 4);
  const commands = [
    dispatchOf([known], [twice]),
    copyOf(known, twice),
    dispatchOf([known], [output]),
    dispatchOf([known], [large]),
  ];
  const { once, each, made } = hoist(commands, new Set([output]));
  expect([once, each, made.size]).toEqual([[], commands, 0]);
});

test('what the device left in a buffer is not known', () => {
  const [unknown, made] = [bufferOf(4), bufferOf(4)];
  const command = dispatchOf([unknown], [made]);
  expect(hoist([command], new Set()).each).toEqual([command]);
});
