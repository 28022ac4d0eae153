import { ArgumentError, hasNodeModules, importOptional } from '@thaw/backend';

import { addressOf } from './address.ts';
import type { ByteSource } from './byte-source.ts';

/** An address that did not hand out its bytes. */
export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

/** A file that could not be read or written. */
export class FileError extends Error {
  override readonly name = 'FileError';
}

interface FileHandle {
  stat(): Promise<{
    readonly size: number;
    readonly mtimeMs: number;
    readonly ino: number;
    isFile(): boolean;
  }>;
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<{ bytesRead: number }>;
  close(): Promise<void>;
}

interface FileSystem {
  open(path: string | URL): Promise<FileHandle>;
  readdir(path: string): Promise<string[]>;
  readFile(path: string | URL): Promise<Uint8Array>;
  writeFile(path: string, bytes: Uint8Array, options: { flush: boolean }): Promise<void>;
  appendFile(path: string, bytes: Uint8Array): Promise<void>;
  mkdir(path: string, options: { recursive: boolean }): Promise<unknown>;
  rename(from: string, to: string): Promise<void>;
  rm(path: string, options: { force: boolean }): Promise<void>;
}

/**
 * All bytes of a file or of an address.
 *
 * @throws {DownloadError} when the address does not hand them out.
 * @throws {FileError} when the file cannot be read.
 * @throws {ArgumentError} where there are no files.
 */
export async function readBytes(source: string | URL): Promise<Uint8Array> {
  const address = addressOf(source);
  if (address) {
    const response = await fetch(address).catch((cause: unknown) => {
      throw new DownloadError(`${address.href} cannot be reached.`, { cause });
    });
    if (!response.ok)
      throw new DownloadError(`${address.href} answered ${response.status} ${response.statusText}.`);
    return new Uint8Array(await response.arrayBuffer());
  }
  return readFileBytes(source);
}

/**
 * All bytes of a file.
 *
 * @throws {FileError} when it cannot be read.
 * @throws {ArgumentError} where there are no files.
 */
export async function readFileBytes(path: string | URL): Promise<Uint8Array> {
  const files = await fileSystem('read', String(path));
  return files.readFile(path).catch((cause: unknown) => {
    throw new FileError(`Cannot read ${String(path)}: ${reasonOf(cause, 'there is no such file')}.`, {
      cause,
    });
  });
}

/**
 * A file, to be read in parts. It is opened anew for each, so that there is nothing to close.
 *
 * @throws {FileError} when it cannot be read, or later, when it is another than it was.
 */
export async function openFile(path: string | URL): Promise<ByteSource> {
  const files = await fileSystem('read', String(path));
  const within = async <Result>(use: (file: FileHandle) => Promise<Result>): Promise<Result> => {
    try {
      const file = await files.open(path);
      try {
        return await use(file);
      } finally {
        await file.close();
      }
    } catch (cause) {
      if (cause instanceof FileError) throw cause;
      throw new FileError(`Cannot read ${String(path)}: ${reasonOf(cause, 'there is no such file')}.`, {
        cause,
      });
    }
  };
  const { size, mtimeMs, ino } = await within(async (file) => {
    const found = await file.stat();
    if (found.isFile()) return found;
    throw new FileError(`Cannot read ${String(path)}: it is a folder; name a file in it.`);
  });
  return {
    size,
    read: (begin, end) =>
      within(async (file) => {
        const now = await file.stat();
        const bytes = new Uint8Array(end - begin);
        let length = 0;
        for (let read = -1; length < bytes.length && read !== 0; length += read) {
          read = (await file.read(bytes, length, bytes.length - length, begin + length)).bytesRead;
        }
        const same = now.size === size && now.mtimeMs === mtimeMs && now.ino === ino;
        if (same && length === bytes.length) return bytes;
        throw new FileError(`Cannot read ${String(path)}: it changed while it was read; open it anew.`);
      }),
  };
}

/**
 * Writes a file whole or not at all: to a temporary file beside it, which is then renamed.
 *
 * @param folder one that is made first, if it is not there.
 * @throws {FileError} when it cannot be written.
 */
export async function writeBytes(path: string, bytes: Uint8Array, folder?: string): Promise<void> {
  const files = await fileSystem('write', path);
  const temporary = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    if (folder !== undefined) await files.mkdir(folder, { recursive: true });
    await files.writeFile(temporary, bytes, { flush: true }); // on the disk before it has the name
    await files.rename(temporary, path);
  } catch (cause) {
    await files.rm(temporary, { force: true }).catch(() => undefined); // the first fault is the one to tell
    throw new FileError(
      `Cannot write ${path}: ${reasonOf(cause, 'its folder does not exist; make it first')}.`,
      {
        cause,
      },
    );
  }
}

/**
 * Adds bytes to the end of a file; it and its folder are made where there are none.
 *
 * @throws {FileError} when it cannot be written.
 */
export async function appendBytes(folder: string, name: string, bytes: Uint8Array): Promise<void> {
  const files = await fileSystem('write', folder);
  try {
    await files.mkdir(folder, { recursive: true });
    await files.appendFile(`${folder}/${name}`, bytes);
  } catch (cause) {
    throw new FileError(
      `Cannot write ${folder}/${name}: ${reasonOf(cause, 'its folder does not exist; make it first')}.`,
      { cause },
    );
  }
}

/** The names of what a folder holds; none where there is no folder. @throws {FileError} when it cannot be read. */
export async function listFiles(folder: string): Promise<string[]> {
  const files = await fileSystem('read', folder);
  return files.readdir(folder).catch((cause: unknown) => {
    if ((cause as { code?: string }).code === 'ENOENT') return [];
    throw new FileError(`Cannot read ${folder}: ${reasonOf(cause, '')}.`, { cause });
  });
}

/** Removes a file; it may be gone already. @throws {FileError} when it cannot be removed. */
export async function removeFile(path: string): Promise<void> {
  const files = await fileSystem('remove', path);
  await files.rm(path, { force: true }).catch((cause: unknown) => {
    throw new FileError(`Cannot remove ${path}: ${reasonOf(cause, '')}.`, { cause });
  });
}

async function fileSystem(verb: string, path: string): Promise<FileSystem> {
  if (hasNodeModules()) return importOptional<FileSystem>('node:fs/promises');
  throw new ArgumentError(
    `Cannot ${verb} ${path}: a browser has no files. Give load() an address or bytes, and keep what toSafetensors() returns.`,
  );
}

/** Why the system refused, in words. */
function reasonOf(cause: unknown, missing: string): string {
  const { code, message } = cause as { code?: string; message: string };
  switch (code) {
    case 'ENOENT':
      return missing;
    case 'EISDIR':
      return 'it is a folder; name a file in it';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a part of the path is a file, not a folder';
    case 'EACCES':
    case 'EPERM':
      return 'this user may not';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return message;
  }
}
