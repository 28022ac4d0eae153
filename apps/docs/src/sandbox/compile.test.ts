import { expect, test } from 'vitest';

import { CodeError, compile, firstBrokenLine } from './compile.ts';

const names = { '@thaw/core': 'core/index', './square.ts': 'experiments/square' };

test('types go, lines stay, imports name modules of the runtime', () => {
  const source = [
    "import { seed, type Module } from '@thaw/core';",
    "import type { Picture } from './picture.ts';",
    'import {',
    '  drawSquare,',
    "} from './square.ts';",
    'const n: number = seed(1);',
    'export const x = drawSquare(n as never);',
  ].join('\n');
  const { code, imports } = compile(source, names);
  expect(imports).toEqual(['core/index', 'experiments/square']);
  const lines = code.split('\n').map((line) => line.trim());
  expect(lines).toHaveLength(7);
  expect(lines[0]).toMatch(/^import \{ seed,?\s*\} from "lab:core\/index";$/);
  expect(lines[4]).toBe('} from "lab:experiments/square";');
  expect(lines[5]).toMatch(/^const n\s*= seed\(1\);$/);
});

test('an import in a string, a comment or a template is none', () => {
  const source = "export const a = `\nimport { b } from 'nowhere';\n`; // import 'nowhere'";
  expect(compile(source, names).imports).toEqual([]);
});

test('a re-export names its module too', () => {
  expect(compile("export { seed } from '@thaw/core';", names).code).toBe(
    'export { seed } from "lab:core/index";',
  );
});

/** What is wrong with a source, and where. */
function faultOf(source: string): [string, number | undefined] {
  try {
    compile(source, names);
  } catch (error) {
    if (error instanceof CodeError) return [error.message, error.line];
    throw error;
  }
  throw new Error('It compiled.');
}

test('a module that is not there: which there are', () => {
  expect(faultOf("\nimport fs from 'node:fs';\nfs.x;")).toEqual([
    'There is no module "node:fs" in the Lab; there are @thaw/core, and the experiments\' files ./square.ts.',
    2,
  ]);
  expect(faultOf("import { x } from 'toString';\nx();")[0]).toMatch(/^There is no module "toString"/);
});

test('what is not TypeScript: the line', () => {
  expect(faultOf('const a = 1;\nconst b = (2;\n')).toEqual([
    'This is not TypeScript: unexpected token, expected ",".',
    2,
  ]);
});

test('`using` is refused in words; a variable of that name is not', () => {
  expect(faultOf('const a = 1;\n  using model = make();')).toEqual([
    'Browsers do not know "using" yet: write const, and dispose() in a finally.',
    2,
  ]);
  expect(compile('let using = 1;\nusing = 2;', names).imports).toEqual([]);
});

test('the first broken line of what a lenient compiler let pass', () => {
  expect(firstBrokenLine('const a = 1;\nconst b = 2;')).toBe(undefined);
  expect(firstBrokenLine('const a = 1;\nif (a) { } } else\n')).toBe(2);
});
