import { digest } from './digest.ts';
import type { SourceFile } from './source-file.ts';

/** What the bytes of a file must add up to. */
export interface Checksum {
  readonly algorithm: 'sha256' | 'md5';
  /** In lower-case hexadecimal. */
  readonly value: string;
}

/** The published checksum of a file, the stronger where there are two; undefined where there is none. */
export function publishedChecksum({ sha256, md5 }: SourceFile): Checksum | undefined {
  if (sha256 !== undefined) return { algorithm: 'sha256', value: sha256.toLowerCase() };
  return md5 === undefined ? undefined : { algorithm: 'md5', value: md5.toLowerCase() };
}

/** The name that bytes of this checksum have in the cache. */
export function keyOf({ algorithm, value }: Checksum): string {
  return `${algorithm}-${value}`;
}

/** What is wrong with bytes that should have a checksum; undefined where nothing is. */
export async function mismatch(
  bytes: Uint8Array,
  { algorithm, value }: Checksum,
): Promise<string | undefined> {
  const got = await digest(algorithm, bytes);
  return got === value ? undefined : `its ${algorithm} is ${got}, where ${value} is expected`;
}
