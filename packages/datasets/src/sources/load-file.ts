import { digest } from './digest.ts';
import { localFolder, readLocal } from './local-folder.ts';
import { type LoadOptions, SourceError, type SourceFile } from './source-file.ts';

/**
 * A file of a data set, whole: from the local folder, taken as it is there, or from the network, checked.
 *
 * @param dataset what messages call the data set.
 * @throws {SourceError} when it cannot be had; it says where it was looked for, and where to put it.
 */
export async function loadFile(
  dataset: string,
  file: SourceFile,
  options: LoadOptions = {},
): Promise<Uint8Array> {
  const folder = localFolder(options);
  if (folder !== undefined) return readLocal(dataset, file, folder);
  const failures: string[] = [];
  for (const url of file.urls) {
    try {
      const response = await fetch(url, options.signal ? { signal: options.signal } : {});
      if (!response.ok) throw new SourceError(`answered ${response.status} ${response.statusText}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      await check(file, bytes);
      options.progress?.({
        file: file.path,
        received: bytes.length,
        total: bytes.length,
        from: 'network',
        url,
      });
      return bytes;
    } catch (error) {
      options.signal?.throwIfAborted();
      failures.push(`${url}: ${(error as Error).message}`);
    }
  }
  throw new SourceError(`${dataset}: ${file.path} could not be had:\n${failures.join('\n')}`);
}

async function check(file: SourceFile, bytes: Uint8Array): Promise<void> {
  for (const algorithm of ['sha256', 'md5'] as const) {
    const expected = file[algorithm];
    if (expected === undefined) continue;
    const got = await digest(algorithm, bytes);
    if (got !== expected) throw new SourceError(`its ${algorithm} is ${got} and not ${expected}`);
  }
}
