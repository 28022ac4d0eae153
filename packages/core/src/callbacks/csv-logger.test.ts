import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';

import { batches, learning, Weighted } from '../../fixtures/signs.ts';
import { ArgumentError, FileError, fit, type Metric, tf, useDevice } from '../index.ts';
import { csvLogger } from './index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thaw-csv-'));
  await useDevice();
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => void vi.unstubAllGlobals());

/** A metric that is 0.5, under a name. */
const half = (name: string): Metric =>
  ({
    name,
    measure: (_: tf.Tensor, prediction: tf.Tensor) => tf.zeros([1]).mul(prediction.sum()),
    result: () => 0.5,
  }) as never;

const train = (logger: ReturnType<typeof csvLogger>, epochs = 2, names: readonly string[] = []) =>
  fit(new Weighted(), batches, { ...learning, epochs, metrics: names.map(half), callbacks: [logger] });

test('one line an epoch under the names of the columns, every figure to its last digit', async () => {
  const path = join(folder, 'run.csv');
  const { epochs } = await train(csvLogger(path), 3, ['score']);
  const lines = epochs.map(({ logs }, i) => `${i + 1},0.5,${logs['loss']},0.5\r\n`);
  expect(await readFile(path, 'utf8')).toBe(`epoch,learningRate,loss,score\r\n${lines.join('')}`);
  expect(Number(lines[2]!.split(',')[2])).toBe(epochs[2]!.logs['loss']);
});

test('a function gets each line; a run without learning rate has no such column', async () => {
  const lines: string[] = [];
  const logger = csvLogger((line) => void lines.push(line));
  const report = { steps: 1, seconds: 1, learningRate: undefined };
  for (const epoch of [1, 2])
    await logger.onEpochEnd!({ ...report, epoch, logs: { loss: NaN } }, {} as never);
  expect(lines).toEqual(['epoch,loss\r\n', '1,NaN\r\n', '2,NaN\r\n']);
  const more: string[] = [];
  const added = csvLogger((line) => void more.push(line), { append: true });
  await added.onEpochEnd!({ ...report, epoch: 3, logs: { loss: 0.25 } }, {} as never);
  expect(more).toEqual(['3,0.25\r\n']);
});

test('names that hold a comma, quotes or a line end stand in quotes', async () => {
  const lines: string[] = [];
  await train(
    csvLogger((line) => void lines.push(line)),
    1,
    ['a,b', 'say "x"', 'two\nlines'],
  );
  expect(lines[0]).toBe('epoch,learningRate,loss,"a,b","say ""x""","two\nlines"\r\n');
});

test('a second run takes the place of the first; with append it goes on below', async () => {
  const path = join(folder, 'again.csv');
  const firstFields = async () =>
    (await readFile(path, 'utf8')).split('\r\n').map((line) => line.split(',')[0]);
  const logger = csvLogger(path);
  await train(logger);
  await train(logger);
  expect(await firstFields()).toEqual(['epoch', '1', '2', '']);
  await train(csvLogger(path, { append: true }), 1);
  expect(await firstFields()).toEqual(['epoch', '1', '2', '1', '']);
  const fresh = join(folder, 'fresh.csv');
  await train(csvLogger(fresh, { append: true }), 1);
  expect((await readFile(fresh, 'utf8')).startsWith('epoch,learningRate,loss\r\n1,')).toBe(true);
  await writeFile(path, 'epoch,learningRate,loss\n7,1,1'); // by another program: LF, and no end
  await train(csvLogger(path, { append: true }), 1);
  expect(await firstFields()).toEqual(['epoch', '1', '']);
});

test('lines are not added below other columns, and the file stays as it was', async () => {
  const path = join(folder, 'other.csv');
  await writeFile(path, 'epoch,loss\r\n1,2\r\n');
  await expect(train(csvLogger(path, { append: true }))).rejects.toThrow(
    new FileError(
      `Cannot add to ${path}: it begins with epoch,loss, and this run has epoch,learningRate,loss; name another file, or leave append out.`,
    ),
  );
  expect(await readFile(path, 'utf8')).toBe('epoch,loss\r\n1,2\r\n');
});

test('a write that fails ends the run and leaves nothing half-written', async () => {
  const inside = await mkdtemp(join(folder, 'full-'));
  const path = join(inside, 'missing', 'run.csv');
  await expect(train(csvLogger(path))).rejects.toThrow(
    new FileError(`Cannot write ${path}: its folder does not exist; make it first.`),
  );
  await expect(train(csvLogger(inside))).rejects.toThrow(
    new FileError(`Cannot write ${inside}: it is a folder; name a file in it.`),
  );
  expect(await readdir(inside)).toEqual([]);
  expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('where it cannot write', () => {
  expect(() => csvLogger('')).toThrow(
    new ArgumentError("csvLogger: expected a path or a function that takes each line, got the string ''."),
  );
  expect(() => csvLogger(3 as never)).toThrow(
    new ArgumentError('csvLogger: expected a path or a function that takes each line, got 3.'),
  );
  expect(() => csvLogger('a.csv', { separator: ';' } as never)).toThrow(
    new ArgumentError('csvLogger: there is no option "separator"; the only one is append.'),
  );
  vi.stubGlobal('process', undefined);
  expect(() => csvLogger('a.csv')).toThrow(
    new ArgumentError('csvLogger: a browser has no files; give a function that takes each line.'),
  );
});
