import { ArgumentError, describe } from '@thaw/backend';

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
 */
export function pathTest(owner: string, pattern: PathPattern): (path: string) => boolean {
  if (pattern instanceof RegExp) return (path) => path.search(pattern) >= 0;
  if (typeof pattern !== 'string' || pattern === '') {
    throw new ArgumentError(
      `${owner}: a pattern is a path such as '**.bias', or a regular expression, got ${describe(pattern)}.`,
    );
  }
  const expression = new RegExp(`^${translated(pattern)}$`);
  return (path) => expression.test(path);
}

/** From the pattern to a regular expression: `**` with a separator beside it may stand for no part at all. */
function translated(pattern: string): string {
  return pattern.replaceAll(/\*\*[./]|[./]\*\*$|\*\*|\*|[.+?^${}()|[\]\\/]/g, (found) => {
    if (found === '*') return '[^./]*';
    if (found === '**') return '.*';
    if (found.startsWith('**')) return '(?:.*[./])?';
    if (found.endsWith('**')) return '(?:[./].*)?';
    return `\\${found}`;
  });
}
