import { javascriptLanguage } from '@codemirror/lang-javascript';
import { transform } from 'sucrase';

import type { Program } from './sandbox.ts';

/** The reader's code cannot be run as it is; `line` says where, counted from 1. */
export class CodeError extends Error {
  override readonly name = 'CodeError';
  readonly line: number | undefined;

  constructor(message: string, line?: number) {
    super(message);
    this.line = line;
  }
}

/**
 * Compiles TypeScript to a module for the sandbox: types are taken away, lines stay where they are, and each import
 * names the module of the runtime that it means.
 *
 * @param source the reader's TypeScript.
 * @param names from what code writes after `from` to the key of a module.
 * @throws {CodeError} when it is not TypeScript, imports what is not there, or says `using`.
 */
export function compile(source: string, names: Readonly<Record<string, string>>): Program {
  const using = /^[ \t]*(?:await[ \t]+)?using[ \t]+[\w$]+[ \t]*=/m.exec(source);
  if (using) {
    throw new CodeError(
      'Browsers do not know "using" yet: write const, and dispose() in a finally.',
      lineAt(source, using.index + using[0].search(/\S/)),
    );
  }
  return link(withoutTypes(source), names);
}

/** The line of the first place at which code is no JavaScript, counted from 1. */
export function firstBrokenLine(code: string): number | undefined {
  let at: number | undefined;
  javascriptLanguage.parser.parse(code).iterate({
    enter: ({ type, from }) => void (at ??= type.isError ? from : undefined),
  });
  return at === undefined ? undefined : lineAt(code, at);
}

function withoutTypes(source: string): string {
  try {
    return transform(source, { transforms: ['typescript'], disableESTransforms: true }).code;
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number } };
    const said = message.replace(/^Error transforming [^:]*: /, '').replace(/ \(\d+:\d+\)$/, '');
    throw new CodeError(`This is not TypeScript: ${lowered(said)}.`, loc?.line);
  }
}

/** Puts keys of modules in the place of what the imports say. */
function link(code: string, names: Readonly<Record<string, string>>): Program {
  const imports = new Set<string>();
  let linked = '';
  let done = 0;
  javascriptLanguage.parser.parse(code).iterate({
    enter: ({ name, node, from }) => {
      if (name === 'Script' || name === '⚠') return undefined;
      if (name !== 'ImportDeclaration' && name !== 'ExportDeclaration') return false; // only what stands at the top
      const written = node.getChild('String');
      if (!written) return false;
      const specifier = code.slice(written.from + 1, written.to - 1);
      const key = Object.hasOwn(names, specifier) ? names[specifier] : undefined;
      if (key === undefined) throw new CodeError(unknown(specifier, names), lineAt(code, from));
      imports.add(key);
      linked += `${code.slice(done, written.from)}"lab:${key}"`;
      done = written.to;
      return false;
    },
  });
  return { code: linked + code.slice(done), imports: [...imports] };
}

function unknown(specifier: string, names: Readonly<Record<string, string>>): string {
  const there = Object.keys(names);
  const packages = there.filter((name) => !name.startsWith('./'));
  const files = there.filter((name) => name.startsWith('./'));
  return `There is no module "${specifier}" in the Lab; there are ${packages.join(', ')}, and the experiments' files ${files.join(', ')}.`;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
