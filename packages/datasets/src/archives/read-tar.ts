import { SourceError } from '../sources/source-file.ts';

const BLOCK = 512;

/**
 * The files of a tar archive by name, each a view of its bytes: nothing is copied.
 *
 * A header of 512 bytes tells name, length (octal) and kind; the bytes follow, filled up to 512. Two blocks of zeros, or the end of
 * the bytes, end the archive. Every header is held against its own checksum and the bytes there are. Folders, links and the extended
 * headers of pax and GNU are passed over, so that only names of up to 255 characters are known; those of data sets are short.
 *
 * @param name how messages call the archive.
 * @throws {SourceError} when the bytes are no whole archive; it says where they go wrong.
 * @see POSIX.1-1988, the format ustar, https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html
 */
export function readTar(bytes: Uint8Array, name: string): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  let at = 0;
  while (at < bytes.length) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.length < BLOCK) throw new SourceError(`${name}: the tar header at byte ${at} is cut off.`);
    if (header.every((byte) => byte === 0)) break;
    checkHeader(header, at, name);
    const size = octal(header.subarray(124, 136));
    const begin = at + BLOCK;
    if (!(size <= bytes.length - begin)) {
      throw new SourceError(
        `${name}: the tar header at byte ${at} tells of ${Number.isNaN(size) ? 'no number of' : size} bytes, and ${bytes.length - begin} follow.`,
      );
    }
    if (isFile(header)) files.set(nameOf(header), bytes.subarray(begin, begin + size));
    at = begin + Math.ceil(size / BLOCK) * BLOCK;
  }
  if (files.size === 0) throw new SourceError(`${name}: is a tar archive with no file in it.`);
  return files;
}

/**
 * One file of an archive.
 *
 * @throws {SourceError} when the archive has none of that name; it names those that it has.
 */
export function requireMember(
  files: ReadonlyMap<string, Uint8Array>,
  member: string,
  name: string,
): Uint8Array {
  const bytes = files.get(member);
  if (bytes) return bytes;
  const there = [...files.keys()];
  const more = there.length > 20 ? `, … (${there.length} in all)` : '';
  const has = there.length > 0 ? `; it has ${there.slice(0, 20).join(', ')}${more}` : '';
  throw new SourceError(`${name}: has no file ${member}${has}.`);
}

/** The checksum is the sum of the header's bytes, its own eight taken for blanks. */
function checkHeader(header: Uint8Array, at: number, name: string): void {
  let sum = 8 * 32;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += header[i]!;
  if (sum !== octal(header.subarray(148, 156))) {
    throw new SourceError(
      `${name}: there is no tar header at byte ${at}: its checksum is wrong. It is no tar archive, or a damaged one.`,
    );
  }
}

/** A number in octal digits, among blanks and zeros; NaN where it is written in another way. */
function octal(field: Uint8Array): number {
  const digits = text(field).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : NaN;
}

/** Whether it is a plain file: of kind '0' or, in old archives, 0, whose folders have names that end in /. */
function isFile(header: Uint8Array): boolean {
  const kind = header[156];
  return (kind === 0x30 || kind === 0) && !nameOf(header).endsWith('/');
}

function nameOf(header: Uint8Array): string {
  const isUstar = text(header.subarray(257, 263)).startsWith('ustar');
  const prefix = isUstar && header[262] === 0 ? text(header.subarray(345, 500)) : '';
  const name = text(header.subarray(0, 100));
  return (prefix ? `${prefix}/${name}` : name).replace(/^\.\//, '');
}

/** The characters up to the first 0, a byte each. */
function text(field: Uint8Array): string {
  const end = field.indexOf(0);
  return String.fromCharCode(...(end < 0 ? field : field.subarray(0, end)));
}
