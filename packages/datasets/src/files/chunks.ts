import { ArgumentError, describe } from '@thaw/backend';
import type { SafetensorsSource } from '@thaw/core';
import { openBytes } from '@thaw/core/stores';

/** Where a file is read from: a path or an address, bytes, a Blob such as a File, `{ store, name }`, a stream, or a text as it is. */
export type FileSource =
  | SafetensorsSource
  | ArrayBuffer
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array | string>
  | { readonly text: string };

/** So much of a file is held at a time. */
const CHUNK_BYTES = 1 << 20;

/** The contents of a source, part by part. @throws {ArgumentError} when it is no source. */
export async function* chunksOf(owner: string, source: FileSource): AsyncGenerator<Uint8Array | string> {
  if (typeof source !== 'object' && typeof source !== 'string') throw notASource(owner, source);
  if (source === null) throw notASource(owner, source);
  if (typeof source === 'object') {
    if ('text' in source && typeof source.text === 'string') return yield source.text;
    if (Symbol.asyncIterator in source) return yield* source;
    if ('getReader' in source) return yield* readerChunks(source as unknown as ReadableStream<Uint8Array>);
  }
  const given = source instanceof ArrayBuffer ? new Uint8Array(source) : (source as SafetensorsSource);
  const kinds = [URL, Uint8Array, Blob] as const;
  const known = typeof given === 'string' || 'store' in given || kinds.some((kind) => given instanceof kind);
  if (!known) throw notASource(owner, source);
  const bytes = await openBytes(given);
  for (let begin = 0; begin < bytes.size; begin += CHUNK_BYTES) {
    yield bytes.read(begin, Math.min(begin + CHUNK_BYTES, bytes.size));
  }
}

/** A stream where the engine has no asynchronous iteration of it. */
async function* readerChunks(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

function notASource(owner: string, source: unknown): ArgumentError {
  return new ArgumentError(
    `${owner}: the file is a path, an address, bytes, a Blob, { store, name }, a stream or { text }, got ${describe(source)}.`,
  );
}
