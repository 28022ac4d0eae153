import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

// Every example in the documentation comments and the READMEs is a whole program: it is type-checked as a user's would
// be, and run.

interface Example {
  readonly place: string;
  readonly code: string;
}

const root = resolve(fileURLToPath(new URL('..', import.meta.url)));
const packages = ['attention', 'backend', 'core', 'datasets', 'layers', 'optimizers', 'rnn', 'unsupervised'];

/** The ts blocks of a text; in comments each line begins with an asterisk. */
function examplesIn(path: string): Example[] {
  const text = readFileSync(join(root, path), 'utf8');
  const isPage = /\.mdx?$/.test(path);
  const blocks = isPage
    ? [...text.matchAll(/^```ts\n([^]*?)^```/gm)]
    : [...text.matchAll(/^ *\* @example\n *\* ```ts\n([^]*?)^ *\* ```$/gm)];
  return blocks.map((block) => ({
    place: `${path}:${text.slice(0, block.index).split('\n').length}`,
    code: isPage ? block[1]! : block[1]!.replaceAll(/^ *\* ?/gm, ''),
  }));
}

function filesOf(name: string): string[] {
  const files = readdirSync(join(root, 'packages', name, 'src'), { recursive: true }) as string[];
  const sources = files.filter((file) => file.endsWith('.ts') && !/\.test\.ts$|generated|figures/.test(file));
  return [...sources.map((file) => `packages/${name}/src/${file}`), `packages/${name}/README.md`];
}

const pages = ['README.md', 'apps/docs/docs/compile.mdx', 'packages/backend/src/compile/README.md'];
const examples = [...pages, ...packages.flatMap(filesOf)].flatMap(examplesIn);

/** What the type checker says of each example, as a file of its own in a project of ours. */
function checkTypes(): Map<string, string[]> {
  const files = new Map(
    examples.map(({ code }, i) => [join(root, 'experiments', `example-${i}.ts`), `${code}\nexport {};\n`]),
  );
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    customConditions: ['@thaw/source'],
    paths: { '@thaw/backend': [join(root, 'packages/backend/src/index.ts')] },
    types: ['node'],
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.getSourceFile = (path, version, ...rest) =>
    files.has(path)
      ? ts.createSourceFile(path, files.get(path)!, version)
      : getSourceFile(path, version, ...rest);
  const program = ts.createProgram([...files.keys()], options, host);
  const found = new Map<string, string[]>();
  for (const [i, path] of [...files.keys()].entries()) {
    const source = program.getSourceFile(path)!;
    const faults = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    found.set(
      examples[i]!.place,
      faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    );
  }
  return found;
}

/** Where examples may write files. */
const folder = mkdtempSync(join(tmpdir(), 'examples-'));
const home = process.cwd();

const modules = new Map<string, unknown>();
let faults: Map<string, string[]>;

beforeAll(async () => {
  faults = checkTypes();
  process.chdir(folder);
  modules.set('@thaw/attention', await import('@thaw/attention'));
  modules.set('@thaw/backend', await import('@thaw/backend'));
  modules.set('@thaw/backend/compile', await import('@thaw/backend/compile'));
  modules.set('@thaw/core', await import('@thaw/core'));
  modules.set('@thaw/core/callbacks', await import('@thaw/core/callbacks'));
  modules.set('@thaw/core/interop', await import('@thaw/core/interop'));
  modules.set('@thaw/core/search', await import('@thaw/core/search'));
  modules.set('@thaw/core/stores', await import('@thaw/core/stores'));
  modules.set('@thaw/datasets', await import('@thaw/datasets'));
  modules.set('@thaw/datasets/augment', await import('@thaw/datasets/augment'));
  modules.set('@thaw/datasets/files', await import('@thaw/datasets/files'));
  modules.set('@thaw/datasets/text', await import('@thaw/datasets/text'));
  modules.set('@thaw/layers', await import('@thaw/layers'));
  modules.set('@thaw/optimizers', await import('@thaw/optimizers'));
  modules.set('@thaw/rnn', await import('@thaw/rnn'));
  modules.set('@thaw/unsupervised', await import('@thaw/unsupervised'));
  modules.set('@tensorflow/tfjs', (modules.get('@thaw/core') as { tf: unknown }).tf);
});

afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

test('there are examples', () => {
  expect(examples.length).toBeGreaterThan(30);
});

test.each(examples.map(({ place }) => place))('%s has no type error', (place) => {
  expect(faults.get(place)).toEqual([]);
});

test.each(examples.map((example) => [example.place, example] as const))('%s runs', async (_, { code }) => {
  const silence = [
    vi.spyOn(console, 'log').mockReturnValue(),
    vi.spyOn(process.stdout, 'write').mockReturnValue(true),
  ];
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
  });
  const AsyncFunction = (async () => undefined).constructor as new (
    ...source: string[]
  ) => (...values: unknown[]) => Promise<void>;
  try {
    const run = new AsyncFunction('require', 'exports', outputText);
    await expect(run((name: string) => modules.get(name), {})).resolves.toBe(undefined);
  } finally {
    for (const spy of silence) spy.mockRestore();
  }
});
