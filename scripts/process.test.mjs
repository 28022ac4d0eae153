import { expect, test } from 'vitest';

import { run, runTool } from './process.mjs';

const node = process.execPath;

test('a program gives its exit code, its output when quiet, and reads an empty standard input', async () => {
  const script =
    'process.stdin.on("end", () => { console.log(process.env.GIVEN); process.exit(3); }).resume()';
  expect(await run(node, ['-e', script], { quiet: true, env: { GIVEN: 'word' } })).toEqual({
    code: 3,
    output: 'word\n',
  });
});

test('a program that is not there gives 127, and one that takes too long is stopped and gives 124', async () => {
  expect((await run('no-such-program', [], { quiet: true })).code).toBe(127);
  expect((await run(node, ['-e', 'setInterval(() => {}, 1000)'], { quiet: true, seconds: 0.1 })).code).toBe(
    124,
  );
});

test('a tool of the workspace runs under this Node; one that its package lacks is an error', async () => {
  expect(await runTool('typescript#tsc', ['--version'], { quiet: true })).toMatchObject({ code: 0 });
  expect(() => runTool('typescript#tsd', [])).toThrow(
    'The package typescript has no program "tsd"; it has tsc, tsserver.',
  );
});
