import { mutations } from './mutations.ts';

/** How a parser is tried. */
export interface FuzzOptions<Result> {
  /** Whole files, of which damaged copies are made. */
  readonly files: readonly Uint8Array[];
  /** How many copies. Default 10,000. */
  readonly count?: number;
  /** The parser. */
  readonly read: (bytes: Uint8Array) => Result | Promise<Result>;
  /** The errors by which it may refuse a file. */
  readonly refusal: new (...given: never[]) => Error;
  /** What must hold of what it reads, such as that it is no larger than the bytes can fill. */
  readonly holds?: (result: Result, bytes: Uint8Array) => boolean;
}

/**
 * Gives a parser damaged copies of files: each must be read or refused by the parser's own error.
 *
 * @returns how many copies were read and how many refused: tests claim that there were many of both.
 * @throws {Error} at the first copy by which it fails in another way, or that is read as what cannot be; it shows the bytes.
 */
export async function fuzz<Result>(options: FuzzOptions<Result>): Promise<{ read: number; refused: number }> {
  const { files, count = 10_000, read, refusal, holds } = options;
  let [understood, refused] = [0, 0];
  for (const bytes of mutations(files, count)) {
    const shown = (): string => JSON.stringify(new TextDecoder('latin1').decode(bytes.subarray(0, 2000)));
    let result: Result;
    try {
      const given = read(bytes);
      result = given instanceof Promise ? await given : given;
    } catch (cause) {
      if (!(cause instanceof refusal)) throw new Error(`fails on ${shown()}: ${String(cause)}`, { cause });
      refused++;
      continue;
    }
    if (holds?.(result, bytes) === false) throw new Error(`reads what cannot be from ${shown()}`);
    understood++;
  }
  return { read: understood, refused };
}
