import type { Store } from '@thaw/core/stores';

import { asName } from './cache.ts';
import { checkBody } from './body-fault.ts';
import { type Checksum, keyOf } from './checksum.ts';
import { digest } from './digest.ts';
import { Partial } from './partial.ts';
import type { LoadOptions, SourceFile } from './source-file.ts';
import { type Arrival, transfer, TransferFailure } from './transfer.ts';

/** A file as it was downloaded. */
export interface Download {
  readonly bytes: Uint8Array;
  readonly url: string;
  /** What the cache has kept of it on the way, to be dropped once the whole is there. */
  readonly partial: Partial;
}

/**
 * Downloads a file from the first of its addresses that hands it out.
 *
 * With a checksum, what one address sent may be continued by another: the checksum judges the whole, and what fails it although it
 * was taken up from before is asked for once more from its beginning.
 *
 * @param failures what was wrong with each address is added here.
 * @returns undefined when no address had it.
 */
export async function download(
  file: SourceFile,
  expected: Checksum | undefined,
  cache: Store | undefined,
  options: LoadOptions,
  failures: string[],
): Promise<Download | undefined> {
  const shared = expected && new Partial(cache, keyOf(expected), file.bytes);
  await shared?.restore();
  for (const url of file.urls) {
    const arrival: Arrival = shared ? { partial: shared, tag: undefined } : await versioned(url, file, cache);
    try {
      await fromAddress(url, file, expected, arrival, options);
      const { bytes } = arrival.partial;
      const whole = bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice(); // no room behind its end
      return { bytes: whole, url, partial: arrival.partial };
    } catch (error) {
      if (!(error instanceof TransferFailure)) throw error;
      failures.push(`${url} ${error.message}`);
    }
  }
  return undefined;
}

/** Tries one address until it hands the file out, or fails for good. */
async function fromAddress(
  url: string,
  file: SourceFile,
  expected: Checksum | undefined,
  arrival: Arrival,
  options: LoadOptions,
): Promise<void> {
  const { tries = 3, stallSeconds = 30, pauseSeconds = 0.5, signal, progress } = options;
  const received = (count: number, total: number | undefined): void =>
    progress?.({ file: file.path, received: count, total, from: 'network', url });
  let farthest = arrival.partial.length;
  for (let failed = 0; ;) {
    const from = arrival.partial.length;
    try {
      const isWhole = file.bytes !== undefined && from === file.bytes;
      const encoding = isWhole
        ? undefined
        : await transfer(url, file, arrival, { stallSeconds, signal, received });
      await judge(file, arrival.partial, expected, encoding, from);
      return;
    } catch (error) {
      if (!(error instanceof TransferFailure)) throw error;
      const misfit = from > 0 && arrival.partial.length === 0; // what was here: from the beginning it is a try of its own
      if (misfit && error.mayPass) continue;
      failed = arrival.partial.length > farthest ? 1 : failed + 1;
      farthest = Math.max(farthest, arrival.partial.length);
      if (error.mayPass && failed < tries) {
        await pause(pauseSeconds * 2 ** (failed - 1), signal);
        continue;
      }
      if (failed === 1) throw error;
      throw new TransferFailure(`${error.message}, the last of ${failed} tries`, false, { cause: error });
    }
  }
}

/** Checks what is here; what is wrong is forgotten, and may come right when none of it is from before. */
async function judge(
  file: SourceFile,
  partial: Partial,
  expected: Checksum | undefined,
  encoding: string | undefined,
  from: number,
): Promise<void> {
  try {
    await checkBody(file, partial.bytes, expected, encoding);
  } catch (error) {
    if (!(error instanceof TransferFailure) || error.mayPass) {
      await partial.keep();
      throw error;
    }
    await partial.drop();
    throw new TransferFailure(error.message, from > 0, { cause: error });
  }
}

/** A place for the bytes of one address that nothing but its entity tag vouches for, with what the cache has of them. */
async function versioned(url: string, file: SourceFile, cache: Store | undefined): Promise<Arrival> {
  const id = (await digest('sha256', new TextEncoder().encode(url))).slice(0, 32);
  const begin = (tag: string | undefined): Partial => {
    const name = asName(tag ?? '');
    const keeps = tag !== undefined && name.length <= 100;
    return new Partial(keeps ? cache : undefined, `${id}-${name}`, file.bytes);
  };
  const names = (await cache?.list().catch(() => [])) ?? [];
  const begun = names.find((name) => name.startsWith(`part-${id}-`));
  const tag = begun && decodeURIComponent(begun.slice(`part-${id}-`.length, -'-000000000000'.length));
  const partial = begin(tag);
  await partial.restore();
  return { partial, tag, begin };
}

async function pause(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, 1000 * seconds);
    signal?.addEventListener('abort', end, { once: true });
  });
}
