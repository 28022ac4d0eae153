import { experiments } from '@thaw/experiments/all';
import { expect, test } from 'vitest';

import { parseOptions } from './options.ts';
import { UsageError } from './usage-error.ts';

const parse = (...args: string[]): ReturnType<typeof parseOptions> => parseOptions(args, experiments);

test('with nothing said it is every stop in order, seed 7, at the size of the tour', () => {
  expect(parse()).toEqual({
    stops: experiments,
    seed: 7,
    device: undefined,
    budget: 'tour',
    report: undefined,
    json: undefined,
  });
});

test('stops are made in the order of the tour, each once; all options reach their place', () => {
  const parsed = parse(
    'cnn',
    'xor',
    'cnn',
    '--seed',
    '3',
    '--device',
    'cpu',
    '--quick',
    '--json',
    'a',
    '--report',
    'b',
  );
  expect(parsed).toMatchObject({ seed: 3, device: 'cpu', budget: 'test', json: 'a', report: 'b' });
  expect('stops' in parsed && parsed.stops.map(({ id }) => id)).toEqual(['xor', 'cnn']);
});

test('the two dashes that a package manager hands on are no stop', () => {
  expect(parse('--', '--quick')).toMatchObject({ budget: 'test', stops: experiments });
});

test.each([
  [['mnist'], `There is no stop "mnist"; the stops are ${experiments.map(({ id }) => id).join(', ')}.`],
  [
    ['--fast'],
    'There is no option --fast; the options are --list, --seed <number>, --device <name>, --quick, --report <file>, --json <file>, --help.',
  ],
  [['--device', 'gpu'], 'There is no device "gpu"; the devices are webgpu, wasm, cpu.'],
  [['--seed', 'seven'], '--seed takes a whole number from 0 to 9007199254740991, got "seven".'],
  [['--seed', '1.5'], '--seed takes a whole number from 0 to 9007199254740991, got "1.5".'],
  [['--seed', '-1'], '--seed takes a whole number from 0 to 9007199254740991, got "-1".'],
  [
    ['--seed', '9007199254740992'],
    '--seed takes a whole number from 0 to 9007199254740991, got "9007199254740992".',
  ],
  [['--seed', ''], '--seed takes a whole number from 0 to 9007199254740991, got "".'],
  [['--json'], '--json needs a value: --json <file>.'],
])('%j is refused in one sentence', (args, message) => {
  expect(() => parse(...args)).toThrow(new UsageError(message));
});

test('--help names every stop and option; --list every stop with its bars', () => {
  const help = parse('--help');
  const list = parse('--list');
  if (!('print' in help) || !('print' in list)) throw new Error('Both should print something.');
  for (const { id, title, year, source, bars } of experiments) {
    expect(help.print.replace(/\s+/g, ' ')).toContain(id);
    for (const part of [id, title, `${year}: ${source}`, ...bars.map(({ claim }) => claim)]) {
      expect(list.print).toContain(part);
    }
  }
  expect(help.print).toMatch(/^Usage: npx -y pnpm@10 tour \[options\] \[stops\.\.\.\]\n/);
  expect(help.print).toContain('\n  npx -y pnpm@10 tour xor cnn --seed 3\n');
  for (const option of ['--list', '--seed', '--device', '--quick', '--report', '--json', '--help']) {
    expect(help.print).toContain(option);
  }
});
