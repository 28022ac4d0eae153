import { ArgumentError, describe } from '@thaw/backend';

import type { AnyModule } from './module.ts';
import type { Parameter } from './weight.ts';

/**
 * Which parameters are meant, by their paths: `*` stands for any run of characters within one part of a path, `**` for
 * any number of parts, so that `blocks.*.bias` is the bias of each block and `**.bias` every bias of the model. A
 * regular expression is asked as it is.
 *
 * The parts are parted by dots, as in the paths of a `Module`, or by slashes, as in the names of tf.layers.
 */
export type PathPattern = string | RegExp;

/**
 * A pattern as a question to ask of each path.
 *
 * @param owner whose pattern it is: the beginning of the message.
 * @throws {ArgumentError} when the pattern is no text or regular expression.
 * @example
 * ```ts
 * import { pathTest } from '@thaw/core';
 *
 * const isBias = pathTest('mine', '**.bias');
 * console.log(isBias('bias'), isBias('layers.0.bias'), isBias('layers.0.kernel')); // true true false
 * ```
 */
export function pathTest(owner: string, pattern: PathPattern): (path: string) => boolean {
  if (pattern instanceof RegExp) return (path) => path.search(pattern) >= 0; // no state, unlike test() of a global one
  if (typeof pattern !== 'string' || pattern === '') {
    throw new ArgumentError(
      `${owner}: a pattern is a path such as '**.bias', or a regular expression, got ${describe(pattern)}.`,
    );
  }
  const translated = pattern.replaceAll(/\*\*[./]|[./]\*\*$|\*\*|\*|[.+?^${}()|[\]\\/]/g, (found) => {
    if (found === '*') return '[^./]*';
    if (found === '**') return '.*';
    if (found.startsWith('**')) return '(?:.*[./])?'; // also no part at all
    if (found.endsWith('**')) return '(?:[./].*)?';
    return `\\${found}`;
  });
  const expression = new RegExp(`^${translated}$`);
  return (path) => expression.test(path);
}

/**
 * The parameters of a model that one of the patterns names.
 *
 * @throws {ArgumentError} when a pattern names none; the message lists the paths there are.
 */
export function matchingParameters(
  owner: string,
  model: AnyModule,
  patterns: PathPattern | readonly PathPattern[],
): Parameter[] {
  const parameters = [...model.parameters()];
  const found = new Set<Parameter>();
  for (const pattern of [patterns].flat() as PathPattern[]) {
    const isMeant = pathTest(owner, pattern);
    const matching = parameters.filter(([path]) => isMeant(path));
    if (matching.length === 0) {
      const paths = parameters.map(([path]) => path);
      const shown = paths.length > 12 ? [...paths.slice(0, 12), '…'] : paths;
      throw new ArgumentError(
        `${owner}: no parameter of ${model.title} is named by ${String(pattern)}; ` +
          (paths.length === 0 ? 'it has none.' : `there are ${shown.join(', ')}.`),
      );
    }
    for (const [, parameter] of matching) found.add(parameter);
  }
  return [...found];
}
