import { ArgumentError, hasNodeModules, importOptional } from '@thaw/backend';

/** An address that did not hand out its bytes. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

interface FileSystem {
  readFile(path: string | URL): Promise<Uint8Array>;
  writeFile(path: string, bytes: Uint8Array): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { force: boolean }): Promise<void>;
}

/**
 * All bytes of a file or of an address.
 *
 * @throws {DownloadError} when the address does not hand them out; errors of the file system come as they are.
 * @throws {ArgumentError} where there are no files.
 */
export async function readBytes(source: string | URL): Promise<Uint8Array> {
  const address =
    source instanceof URL ? source : /^(https?|blob|data):/.test(source) ? new URL(source) : undefined;
  if (address && address.protocol !== 'file:') {
    const response = await fetch(address).catch((cause: unknown) => {
      throw new DownloadError(`${address.href} cannot be reached.`, { cause });
    });
    if (!response.ok)
      throw new DownloadError(`${address.href} answered ${response.status} ${response.statusText}.`);
    return new Uint8Array(await response.arrayBuffer());
  }
  const files = await fileSystem('read', String(source));
  return files.readFile(address ?? String(source));
}

/** Writes a file whole or not at all: to a temporary file beside it, which is then renamed. */
export async function writeBytes(path: string, bytes: Uint8Array): Promise<void> {
  const files = await fileSystem('write', path);
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    await files.writeFile(temporary, bytes);
    await files.rename(temporary, path);
  } catch (error) {
    await files.rm(temporary, { force: true });
    throw error;
  }
}

async function fileSystem(verb: string, path: string): Promise<FileSystem> {
  if (hasNodeModules()) return importOptional<FileSystem>('node:fs/promises');
  throw new ArgumentError(
    `Cannot ${verb} ${path}: a browser has no files. Give load() an address or bytes, and keep what toSafetensors() returns.`,
  );
}
