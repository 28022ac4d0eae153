import { access, constants, mkdir, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

import { UsageError } from './usage-error.ts';

/** A file that will be written at the end. */
export interface Destination {
  readonly path: string;
  /** Writes all of it or nothing: a temporary file takes the name once it is complete. */
  write(text: string): Promise<void>;
}

/**
 * Makes sure that a file can be written, before anything is trained.
 *
 * @param option the option that names it, for the message.
 * @throws {UsageError} when it cannot be written; the message says why.
 */
export async function openDestination(option: string, file: string): Promise<Destination> {
  const refuse = (why: string): never => {
    throw new UsageError(`${option} ${file} cannot be written: ${why}.`);
  };
  const found = await stat(resolve(file)).catch(() => undefined);
  if (found?.isDirectory()) refuse('it is a folder; name a file in it');
  if (found && !found.isFile()) refuse('it is not a plain file; name one');
  // Where the name is a link, what it points at is replaced, not the link.
  const path = found ? await realpath(resolve(file)) : resolve(file);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    if (found) await access(path, constants.W_OK);
    await (await open(temporary, 'w')).close();
  } catch (error) {
    refuse(reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? (error as Error).message);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
  return {
    path,
    write: async (text) => {
      try {
        await writeFile(temporary, text);
        await rename(temporary, path);
      } finally {
        await rm(temporary, { force: true });
      }
    },
  };
}

/** The place of the report unless one is named: its folder is made. */
export async function openDefaultReport(): Promise<Destination> {
  const path = resolve('reports', 'tour.html');
  await mkdir(dirname(path), { recursive: true }).catch(() => undefined); // what is wrong, opening it tells
  return openDestination('--report', path);
}

const reasons: Record<string, string> = {
  ENOENT: 'its folder does not exist; make that first',
  ENOTDIR: 'part of its path is a file, not a folder',
  EACCES: 'there is no permission to',
  EPERM: 'there is no permission to',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
};
