import { unzipAtMost } from '../idx/unzip.ts';
import { SourceError } from '../sources/source-file.ts';

/** What bounds the unpacking of a file. */
export interface Bound {
  /** How messages call the file. */
  readonly name: string;
  /** How many bytes it may become at most. */
  readonly most: number;
}

/**
 * What gzip packed; bytes that do not begin as gzip does are returned as they are, so that a local copy may lie there unpacked.
 *
 * Nothing beyond `most` bytes is ever held, whatever the file would unpack to.
 *
 * @throws {SourceError} when it is damaged, ends too early or would become more than `most` bytes.
 */
export async function unpackGzip(bytes: Uint8Array, { name, most }: Bound): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const unpacked = await unzipAtMost(bytes, most + 1).catch((cause: unknown) => {
    throw new SourceError(`${name}: its gzip is damaged or ends too early.`, { cause });
  });
  if (unpacked.length > most) {
    throw new SourceError(`${name}: unpacks to more than the ${most} bytes that it should at most.`);
  }
  return unpacked;
}
