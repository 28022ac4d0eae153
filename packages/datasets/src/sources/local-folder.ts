import { environmentVariable, importOptional } from '@thaw/backend';

import { type LoadOptions, SourceError, type SourceFile } from './source-file.ts';

interface Files {
  readFile(path: string): Promise<Uint8Array>;
}

/** The folder of local copies: `options.data`, or else what THAW_DATA names; undefined where there is none. */
export function localFolder(options: LoadOptions): string | undefined {
  return options.data ?? environmentVariable('THAW_DATA');
}

/**
 * A file of the local folder, as it is there. What the published one is by its name, packed by gzip, may lie there unpacked, with no
 * `.gz` in its name.
 *
 * @throws {SourceError} when it is not there or cannot be read.
 */
export async function readLocal(dataset: string, file: SourceFile, folder: string): Promise<Uint8Array> {
  const path = `${folder.replace(/[/\\]+$/, '')}/${file.path}`;
  const paths = path.endsWith('.gz') ? [path, path.slice(0, -3)] : [path];
  const files = await importOptional<Files>('node:fs/promises').catch((cause: unknown) => {
    throw new SourceError(`${dataset}: no folder can be read here, so ${path} cannot; leave data out.`, {
      cause,
    });
  });
  for (const one of paths) {
    try {
      const { buffer, byteOffset, byteLength } = await files.readFile(one);
      return new Uint8Array(buffer, byteOffset, byteLength);
    } catch (cause) {
      if ((cause as { code?: string }).code === 'ENOENT') continue;
      throw new SourceError(`${dataset}: ${one} cannot be read: ${(cause as Error).message}.`, { cause });
    }
  }
  const where = file.urls.length > 0 ? `, which is published at ${file.urls[0]}` : '';
  throw new SourceError(
    `${dataset}: there is no ${paths.join(' and no ')}. THAW_DATA or data names the folder, and nothing is downloaded then: ` +
      `put the file there${where}, or name no folder.`,
  );
}
