import { loadFile } from '../sources/load-file.ts';
import { localFolder } from '../sources/local-folder.ts';
import { type LoadOptions, SourceError, type SourceFile } from '../sources/source-file.ts';
import { readTar, requireMember } from './read-tar.ts';
import { readZip } from './read-zip.ts';
import { unpackGzip } from './unpack-gzip.ts';

/** An archive of a data set, and what is read of it. */
export interface Archive {
  /** A zip, or a tar that gzip packed. */
  readonly file: SourceFile;
  /** The names within the archive of the files that are read. */
  readonly members: readonly string[];
  /** How many bytes the archive becomes at most, where it is a tar. */
  readonly most?: number;
}

/**
 * The members of an archive, in their order: from the local folder, where they may lie unpacked beside each other (below the
 * archive's own folder, by the last part of their names) or as the archive, or else from the cache or the network.
 *
 * @throws {SourceError} when they cannot be had, or the archive is damaged or another.
 */
export async function loadMembers(
  dataset: string,
  { file, members, most = 0 }: Archive,
  options: LoadOptions,
): Promise<Uint8Array[]> {
  if (localFolder(options) !== undefined) {
    const folder = file.path.slice(0, file.path.lastIndexOf('/'));
    const unpacked = members.map((member) => `${folder}/${member.slice(member.lastIndexOf('/') + 1)}`);
    const loads = unpacked.map((path) => loadFile(dataset, { path, urls: file.urls }, options));
    const found = await Promise.allSettled(loads);
    const missing = found.find((each) => each.status === 'rejected');
    if (!missing) return found.map((each) => (each as PromiseFulfilledResult<Uint8Array>).value);
    const packed = await loadFile(dataset, file, options).catch((cause: unknown) => {
      if (!(cause instanceof SourceError)) throw cause;
      throw missing.reason; // it names the file that lies there unpacked, and where the archive is published
    });
    return readMembers(packed, { file, members, most });
  }
  return readMembers(await loadFile(dataset, file, options), { file, members, most });
}

async function readMembers(
  bytes: Uint8Array,
  { file: { path }, members, most = 0 }: Archive,
): Promise<Uint8Array[]> {
  const files = path.endsWith('.zip')
    ? await readZip(bytes, (name) => members.includes(name), path)
    : readTar(await unpackGzip(bytes, { name: path, most }), path);
  return members.map((member) => requireMember(files, member, path));
}
