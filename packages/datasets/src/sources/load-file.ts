import { checkOptions, hasNodeModules } from '@thaw/backend';
import type { Store } from '@thaw/core/stores';

import { defaultCache, readKept } from './cache.ts';
import { type Checksum, keyOf, publishedChecksum } from './checksum.ts';
import { digest } from './digest.ts';
import { type Download, download } from './download.ts';
import { localFolder, readLocal } from './local-folder.ts';
import { pinName, readPin, writePin } from './pin.ts';
import {
  type LoadOptions,
  loadOptionNames,
  type LoadProgress,
  SourceError,
  type SourceFile,
} from './source-file.ts';

/**
 * A file of a data set, whole.
 *
 * It is looked for in this order: in the local folder, where one is named, and then nowhere else; in the cache; at its addresses. What
 * lies in the local folder is taken as it is: it is yours. What comes from the network enters the cache, and the program, only when
 * its checksum is right; where none is published, the first download is pinned: later ones must be the same.
 *
 * A download that ends early goes on where it ended, in this process or the next. Two processes may load one file at once.
 *
 * @param dataset what messages call the data set.
 * @throws {SourceError} when it cannot be had; it says where it was looked for, what was wrong there, and where to put it by hand.
 * @throws {ArgumentError} when there is no such option.
 * @example
 * ```ts
 * import { loadFile, mnistCard } from '@thaw/datasets';
 *
 * const [images] = mnistCard.files!;
 * console.log(images!.path, images!.bytes); // mnist/train-images-idx3-ubyte.gz 9912422
 * // const bytes = await loadFile('MNIST', images!, { progress: ({ received, total }) => console.log(received, total) });
 * ```
 */
export async function loadFile(
  dataset: string,
  file: SourceFile,
  options: LoadOptions = {},
): Promise<Uint8Array> {
  checkOptions(dataset, options, loadOptionNames);
  const { signal, progress } = options;
  signal?.throwIfAborted();
  const here = (bytes: Uint8Array, news: Omit<LoadProgress, 'file' | 'received' | 'total'>): Uint8Array => {
    progress?.({ file: file.path, received: bytes.length, total: bytes.length, ...news });
    return bytes;
  };
  const folder = localFolder(options);
  if (folder !== undefined) return here(await readLocal(dataset, file, folder), { from: 'folder' });

  const cache = options.cache ?? (await defaultCache());
  const published = publishedChecksum(file);
  const expected = published ?? (cache && (await readPin(cache, file)));
  const kept = cache && expected && (await readKept(cache, expected));
  if (kept) return here(kept, { from: 'cache' });

  signal?.throwIfAborted();
  const failures: string[] = [];
  const found = await download(file, expected, cache, options, failures);
  if (!found) throw new SourceError(whereToPut(dataset, file, cache, expected, failures, !published));
  const notice = await keep(file, found, expected, cache);
  return here(found.bytes, { from: 'network', url: found.url, ...(notice !== undefined && { notice }) });
}

/** Puts a download into the cache. @returns what a reader should know of it. */
async function keep(
  file: SourceFile,
  { bytes, url, partial }: Download,
  expected: Checksum | undefined,
  cache: Store | undefined,
): Promise<string | undefined> {
  const checksum = expected ?? ({ algorithm: 'sha256', value: await digest('sha256', bytes) } as const);
  if (!cache) return 'There is no cache here: it will be downloaded again.';
  try {
    if (partial.refusal !== undefined) throw partial.refusal;
    await cache.write(keyOf(checksum), bytes);
    if (!expected) await writePin(cache, file, checksum, bytes.length, url);
    await partial.drop();
  } catch (cause) {
    return `The cache could not be written to, so it will be downloaded again: ${(cause as Error).message}`;
  }
  if (expected) return undefined;
  return `No checksum is published: this first download is pinned, sha256 ${checksum.value}. Later ones must be the same.`;
}

function whereToPut(
  dataset: string,
  file: SourceFile,
  cache: Store | undefined,
  expected: Checksum | undefined,
  failures: readonly string[],
  isPinned: boolean,
): string {
  const places = [
    ...(hasNodeModules()
      ? [`${file.path} below a folder that the environment variable THAW_DATA names`]
      : []),
    ...(cache && expected ? [`${cache.title}/${keyOf(expected)}`] : []),
  ];
  const put = places.length > 0 ? `put it at ${places.join(', or at ')}` : 'load it where there are files';
  if (file.urls.length === 0) {
    return `${dataset}: ${file.path} may not be handed out by others than its publisher: get a copy and ${put}.`;
  }
  const pinned =
    isPinned && cache && expected
      ? `\nThere is no published checksum; ${cache.title}/${pinName(file)} holds that of the first download. If the ` +
        'publisher has changed the file and the new one is what you want, remove that entry.'
      : '';
  return (
    `${dataset}: ${file.path} could not be downloaded:\n${failures.map((one) => `- ${one}`).join('\n')}${pinned}\n` +
    `Get it by other means and ${put}.`
  );
}
