import { SourceError } from './source-file.ts';

/** How many bytes deflate makes of one at most: 258 of two bits. */
const DEFLATE_AT_MOST = 1032;

/**
 * Files of a zip archive by their names; the others are not unpacked. A member that claims more bytes than deflate could make of
 * those it has is refused, so that nothing is allocated which the archive does not fill.
 *
 * @throws {SourceError} when the archive is damaged or has no such files.
 */
export async function zipMembers(
  dataset: string,
  path: string,
  archive: Uint8Array,
  names: readonly string[],
): Promise<Uint8Array[]> {
  const { unzipSync } = await import('fflate');
  let found: Record<string, Uint8Array>;
  try {
    found = unzipSync(archive, {
      filter: ({ name, size, originalSize }) =>
        names.includes(name) && size <= archive.length && originalSize <= DEFLATE_AT_MOST * size,
    });
  } catch (cause) {
    throw new SourceError(`${dataset}: the zip archive ${path} is damaged: ${(cause as Error).message}.`, {
      cause,
    });
  }
  return names.map((name) => {
    if (Object.hasOwn(found, name)) return found[name]!;
    throw new SourceError(`${dataset}: the zip archive ${path} has no whole file ${name}.`);
  });
}
