import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DeviceError, ShapeError } from '@thaw/core';
import type { Experiment } from '@thaw/experiments/experiment';
import { afterEach, beforeEach, expect, test } from 'vitest';

import type { Output } from './terminal.ts';
import { tour } from './tour.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tour-'));
});
afterEach(() => rm(folder, { recursive: true }));

let freed = 0;

/** An experiment that adds up its seed, in as many steps as it is told. */
function sum(id: string, { steps = 3, onStep = (): void => undefined } = {}): Experiment {
  return {
    id,
    title: `The sum of ${id}`,
    year: 1943,
    source: 'A & B, "On <sums>"',
    seeds: [1],
    bars: [
      { result: 'total', claim: 'a total of 20', atLeast: 20, over: 'each', budgets: ['tour', 'proof'] },
      { result: 'total', claim: 'a total of 1000', atLeast: 1000, over: 'each', budgets: ['proof'] },
    ],
    async *run({ seed }) {
      let total = 0;
      try {
        for (let step = 1; step <= steps; step++) {
          total += seed;
          onStep();
          yield { part: 'adding', step, steps, loss: 1 / step };
        }
      } finally {
        freed++;
      }
      const points = [[1, total] as const, [2, 0] as const];
      return {
        results: { total, testAccuracy: 0.875 },
        summary: `a total of ${total}`,
        steps,
        pictures: [
          { kind: 'lines', title: 'Total', x: 'step', y: 'total', series: [{ name: 'total', points }] },
        ],
      };
    },
  };
}

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function make(
  args: string[],
  experiments: Experiment[],
  signal = new AbortController().signal,
): Promise<Run> {
  const written = { out: '', err: '' };
  const to = (name: 'out' | 'err'): Output => ({ write: (text) => (written[name] += text) });
  const inFolder = [...args, '--device', 'cpu', '--report', join(folder, 'tour.html')];
  const around = { experiments, stdout: to('out'), stderr: to('err'), env: {}, signal };
  const code = await tour(inFolder, around);
  return { code, ...written };
}

test('a tour says how each stop went, then the table, the device and the report, in plain lines', async () => {
  const { code, out, err } = await make([], [sum('one'), sum('two')]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out.replace(/\d+\.\d s/g, '0.0 s').replace(/\d+\.\d │/g, '0.0 │')).toBe(
    `device: cpu — it was asked for · seed 7
✓ one: a total of 21 · bar reached (not tried at this size: a total of 1000) · 0.0 s
✓ two: a total of 21 · bar reached (not tried at this size: a total of 1000) · 0.0 s
┌────────────┬─────────────────────────────┬──────────┬──────────────┬─────────┐
│ stop       │ what was learned            │     test │ bar          │ seconds │
│            │                             │ accuracy │              │         │
├────────────┼─────────────────────────────┼──────────┼──────────────┼─────────┤
│ one        │ a total of 21               │    87.5% │ reached      │     0.0 │
├────────────┼─────────────────────────────┼──────────┼──────────────┼─────────┤
│ two        │ a total of 21               │    87.5% │ reached      │     0.0 │
└────────────┴─────────────────────────────┴──────────┴──────────────┴─────────┘
device: cpu — it was asked for
report: ${join(folder, 'tour.html')}
`,
  );
});

test('the JSON holds what was found; the same seed gives the same text but for times and memory', async () => {
  const path = join(folder, 'tour.json');
  const steady = async (): Promise<string> => {
    await make(['--json', path, '--seed', '5'], [sum('one')]);
    return (await readFile(path, 'utf8')).replace(/("(?:seconds|peakMemoryBytes)": )[\d.]+/g, '$1 0');
  };
  const text = await steady();
  expect(await steady()).toBe(text);
  const record = JSON.parse(text) as Record<string, unknown>;
  expect(record).toEqual({
    seed: 5,
    budget: 'tour',
    device: 'cpu',
    reason: 'it was asked for',
    seconds: 0,
    peakMemoryBytes: 0,
    report: join(folder, 'tour.html'),
    stops: [
      {
        id: 'one',
        title: 'The sum of one',
        seconds: 0,
        steps: 3,
        summary: 'a total of 15',
        results: { total: 15, testAccuracy: 0.875 },
        bars: [
          { result: 'total', claim: 'a total of 20', status: 'not reached' },
          { result: 'total', claim: 'a total of 1000', status: 'not tried' },
        ],
      },
    ],
  });
});

test('a bar that is missed, or not tried beside others, is named; where none was tried the line stays short', async () => {
  const missed = await make(['--seed', '1'], [sum('one')]);
  expect(missed.out).toMatch(
    /^✗ one: a total of 3 · bar not reached: a total of 20 \(not tried at this size: a total of 1000\) · /m,
  );
  const quick = await make(['--quick'], [sum('one')]);
  expect(quick.out).toMatch(/^○ one: a total of 21 · bar not tried at this size · \d/m);
});

test('an interruption frees the model, shows what was done, writes nothing and exits with 130', async () => {
  const interruption = new AbortController();
  const endless = sum('two', { steps: 1e9, onStep: () => interruption.abort() });
  freed = 0;
  const { code, out } = await make([], [sum('one'), endless, sum('three')], interruption.signal);
  expect({ code, freed }).toEqual({ code: 130, freed: 2 });
  expect(out).toMatch(/│ one {8}│ a total of 21 /);
  expect(out.endsWith('\nInterrupted: nothing was written.\n')).toBe(true);
  expect(await readdir(folder)).toEqual([]);
});

test('an error of Thaw is one sentence; one that nobody expected gets a hint; both exit with 1', async () => {
  const failing = (error: Error): Experiment =>
    sum('two', {
      onStep: () => {
        throw error;
      },
    });
  const shape = await make([], [failing(new ShapeError('Dense: expected input [batch, 8], got [4, 7].'))]);
  expect(shape).toMatchObject({ code: 1, err: 'Dense: expected input [batch, 8], got [4, 7].\n' });
  const missing = new DeviceError(
    'webgpu cannot be used: there is none. useDevice() without a name takes what is there.',
  );
  expect(await make([], [failing(missing)])).toMatchObject({
    code: 1,
    err: 'webgpu cannot be used: there is none. Leave out --device to take what is there.\n',
  });
  const bug = await make([], [sum('one'), failing(new TypeError('x is not a function'))]);
  expect(bug).toMatchObject({
    code: 1,
    err: 'The tour failed: TypeError: x is not a function (DEBUG=1 shows where.)\n',
  });
  expect(bug.out).toContain('│ one ');
  expect(await readdir(folder)).toEqual([]);
});

test('a file that cannot be written ends the tour before anything is trained, with 2', async () => {
  const path = join(folder, 'missing', 'a.json');
  const run = await make(['--json', path], [sum('one')]);
  const message = `--json ${path} cannot be written: its folder does not exist; make that first.\n`;
  expect(run).toEqual({ code: 2, out: '', err: message });
  const both = await make(['--json', join(folder, 'tour.html')], [sum('one')]);
  expect(both.code).toBe(2);
  expect(both.err).toContain('is where the report goes too; name another file for one of them.');
});
