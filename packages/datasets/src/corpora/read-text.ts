import { SourceError } from '../sources/source-file.ts';

/**
 * The text of a file in UTF-8, its line ends as \n.
 *
 * @param name how messages call the file.
 * @throws {SourceError} when it is empty or not UTF-8: packed, a picture, or a text in another encoding.
 */
export function readText(bytes: Uint8Array, name: string): string {
  let text;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const packed = (bytes[0] === 0x1f && bytes[1] === 0x8b) || (bytes[0] === 0x50 && bytes[1] === 0x4b);
    const why = packed
      ? 'it is packed; unpack it first'
      : 'it is another file, a damaged one, or in another encoding';
    throw new SourceError(`${name}: is not a text in UTF-8: ${why}.`, { cause });
  }
  if (text.trim() === '') throw new SourceError(`${name}: is empty.`);
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/**
 * The lines of a file in UTF-8, as they are; what follows the last line end is a line only if it is not empty.
 *
 * @throws {SourceError} when it is not UTF-8 or empty, or has an empty line, which no corpus here has.
 */
export function readLines(bytes: Uint8Array, name: string): string[] {
  const lines = readText(bytes, name).split('\n');
  if (lines.at(-1) === '') lines.pop();
  const empty = lines.findIndex((line) => line.trim() === '');
  if (empty >= 0)
    throw new SourceError(`${name}: line ${empty + 1} is empty; it is another file or a damaged one.`);
  return lines;
}

/**
 * Holds what was read against what is published.
 *
 * @throws {SourceError} when they differ.
 */
export function checkCount(name: string, what: string, count: number, published: number): void {
  if (count !== published) {
    throw new SourceError(
      `${name}: has ${count} ${what} where the published one has ${published}; it is another version, or only part of it.`,
    );
  }
}
