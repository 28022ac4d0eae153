import { SourceError } from '../sources/source-file.ts';

const END = 0x06054b50; // "PK" 5 6: the end of the directory
const ENTRY = 0x02014b50; // "PK" 1 2: an entry of the directory
const LOCAL = 0x04034b50; // "PK" 3 4: what stands before a file's bytes
const DEFLATE_AT_MOST = 1032; // how many bytes deflate makes of one at most: 258 of two bits

/**
 * The files of a zip archive that are asked for, by name.
 *
 * The directory at the end tells where each lies and how long it is; only those asked for are unpacked, by fflate. A length is held
 * against what its packed bytes could become before it is allocated. Archives of more than 4 GB and encrypted ones are refused.
 *
 * @param wanted whether a file is asked for, by its name.
 * @param name how messages call the archive.
 * @throws {SourceError} when the bytes are no whole archive; it says where they go wrong.
 * @see PKWARE, .ZIP File Format Specification 6.3.10, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export async function readZip(
  bytes: Uint8Array,
  wanted: (file: string) => boolean,
  name: string,
): Promise<Map<string, Uint8Array>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(view, name).filter((entry) => wanted(entry.file));
  const { inflateSync } = await import('fflate');
  const files = new Map<string, Uint8Array>();
  for (const { file, method, packed, size, at } of entries) {
    if (files.has(file)) throw new SourceError(`${name}: has two files ${file}.`);
    const raw = packedBytes(view, at, packed, `${name}: ${file}`);
    if (method === 0 && packed === size) {
      files.set(file, raw);
      continue;
    }
    if (method !== 8 || size > DEFLATE_AT_MOST * packed) {
      throw new SourceError(
        method === 8 || method === 0
          ? `${name}: ${file} is said to have ${size} bytes, which ${packed} packed ones cannot be.`
          : `${name}: ${file} is packed by method ${method}; 0 (stored) and 8 (deflate) can be read.`,
      );
    }
    files.set(file, unpack(inflateSync, raw, size, `${name}: ${file}`));
  }
  return files;
}

function unpack(
  inflate: (bytes: Uint8Array, options: { out: Uint8Array }) => Uint8Array,
  raw: Uint8Array,
  size: number,
  name: string,
): Uint8Array {
  let unpacked;
  try {
    unpacked = inflate(raw, { out: new Uint8Array(size) });
  } catch (cause) {
    throw new SourceError(`${name} is damaged: it cannot be unpacked.`, { cause });
  }
  if (unpacked.length !== size) {
    throw new SourceError(`${name} is damaged: it unpacks to ${unpacked.length} bytes and not to ${size}.`);
  }
  return unpacked;
}

/** A file of the archive: how it is packed, its length packed and unpacked, and where it begins. */
interface Entry {
  readonly file: string;
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

function readDirectory(view: DataView, name: string): Entry[] {
  const end = findEnd(view, name);
  const count = view.getUint16(end + 10, true);
  const entries: Entry[] = [];
  let at = view.getUint32(end + 16, true);
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== ENTRY) {
      throw new SourceError(
        `${name}: its directory is damaged: there is no entry ${i} of ${count} at byte ${at}.`,
      );
    }
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true)) as [
      number,
      number,
      number,
    ];
    const next = at + 46 + nameLength + extra + comment;
    if (next > end)
      throw new SourceError(`${name}: its directory is damaged: entry ${i} of ${count} is cut off.`);
    const file = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at + 46, nameLength));
    if (view.getUint16(at + 8, true) & 1) throw new SourceError(`${name}: ${file} is encrypted.`);
    entries.push({
      file,
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
    });
    at = next;
  }
  return entries;
}

/** Where the end of the directory stands: 22 bytes and a comment of up to 65,535 at the end of the archive. */
function findEnd(view: DataView, name: string): number {
  const first = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= first; at--) {
    if (view.getUint32(at, true) === END) return at;
  }
  throw new SourceError(`${name}: is no zip archive, or one that is cut off: its directory is missing.`);
}

/** The bytes of a file as they are packed, after a header of its own that repeats its name. */
function packedBytes(view: DataView, at: number, packed: number, name: string): Uint8Array {
  const hasHeader = at + 30 <= view.byteLength && view.getUint32(at, true) === LOCAL;
  if (!hasHeader) throw new SourceError(`${name} is not at byte ${at}, where the directory has it.`);
  const begin = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (begin + packed > view.byteLength) {
    throw new SourceError(
      `${name} is said to take ${packed} bytes, and ${Math.max(0, view.byteLength - begin)} follow.`,
    );
  }
  return new Uint8Array(view.buffer, view.byteOffset + begin, packed);
}
