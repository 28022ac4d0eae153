import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { goodBytes } from '../../fixtures/bad-network.ts';
import { ToyFiles } from '../../fixtures/toy-files.ts';

const LENGTH = 9_500_000;
const sha256 = createHash('sha256').update(goodBytes(LENGTH)).digest('hex');
const root = fileURLToPath(new URL('../../../..', import.meta.url));
const toy = new ToyFiles();
let folder: string;

beforeAll(async () => {
  const cache = join(root, 'packages/datasets/node_modules/.cache'); // what the program imports is found from there
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, 'processes-'));
  const options = {
    configFile: false,
    root,
    logLevel: 'error',
    resolve: { conditions: ['@thaw/source'] },
    ssr: { noExternal: true, external: ['@tensorflow/tfjs'], resolve: { conditions: ['@thaw/source'] } },
    build: {
      ssr: 'packages/datasets/fixtures/load-program.ts',
      outDir: folder,
      rolldownOptions: { output: { entryFileNames: 'load.mjs' } },
    },
  };
  const script = `import { build } from 'vite'; await build(${JSON.stringify(options)});`;
  const building = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    stdio: 'inherit',
  });
  if ((await ended(building)) !== 0) throw new Error('The program could not be built; its output is above.');
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.on('exit', (code) => resolve(code)));

/** A process that loads the file with this behaviour into this cache. */
function load(behaviour: string, cache: string): ChildProcess & { said: string } {
  const url = `${toy.base}/${behaviour}/${cache}/${LENGTH}`;
  const env = { ...process.env, THAW_DATA: '', THAW_CACHE: join(folder, cache) };
  const child = spawn(process.execPath, [join(folder, 'load.mjs'), url, sha256], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const saying = Object.assign(child, { said: '' });
  child.stdout.on('data', (text: Buffer) => (saying.said += text.toString()));
  return saying;
}

const kept = async (cache: string): Promise<string[]> => (await readdir(join(folder, cache))).sort();

test('two processes load one file into one cache at once', async () => {
  const both = [load('slow', 'shared'), load('slow', 'shared')];
  expect(await Promise.all(both.map(ended))).toEqual([0, 0]);
  for (const { said } of both) expect(said.trim().split('\n').at(-1)).toMatch(new RegExp(` ${LENGTH}$`));
  expect(await kept('shared')).toEqual([`sha256-${sha256}`]);
  const bytes = await readFile(join(folder, 'shared', `sha256-${sha256}`));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
});

test('what a killed process got is not downloaded again', async () => {
  const killed = load('stall-once', 'killed');
  const gone = ended(killed);
  await new Promise<void>((resolve) => {
    killed.stdout!.on('data', () => {
      if (killed.said.includes(`network ${LENGTH - 1000}\n`)) resolve();
    });
  });
  killed.kill('SIGKILL');
  await gone;
  expect(await kept('killed')).toEqual([
    expect.stringMatching(`^part-sha256-${sha256}-000000000000$`),
    expect.stringMatching(`^part-sha256-${sha256}-0+4[0-9]{6}$`),
  ]);
  const next = load('stall-once', 'killed');
  expect(await ended(next)).toBe(0);
  expect(await kept('killed')).toEqual([`sha256-${sha256}`]);
  const url = `${toy.base}/log/stall-once/killed/${LENGTH}`;
  const [first, second, ...more] = (await (await fetch(url)).json()) as { sent: number; range?: string }[];
  const from = Number(/^bytes=(\d+)-$/.exec(second!.range!)![1]);
  expect(from).toBeGreaterThanOrEqual(8 * 1024 * 1024);
  expect([first!.sent, second!.sent, more]).toEqual([LENGTH - 1000, LENGTH - from, []]);
});
