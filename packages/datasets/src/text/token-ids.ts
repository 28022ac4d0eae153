import { ArgumentError, checkOptions, describe } from '@thaw/backend';

import type { DecodeOptions } from './tokenizer.ts';

/** Checks what is to be encoded. @throws {ArgumentError} when it is no string, or an option does not exist. */
export function requireText(owner: string, text: unknown, options?: object): void {
  if (typeof text !== 'string') {
    throw new ArgumentError(`${owner}: expected a text, got ${describe(text)}.`);
  }
  if (options === undefined) return;
  checkOptions(owner, options, ['pair', 'addSpecialTokens', 'allowSpecialTokens']);
  const { pair } = options as { pair?: unknown };
  if (pair !== undefined && typeof pair !== 'string') {
    throw new ArgumentError(`${owner}: pair is the second text, got ${describe(pair)}.`);
  }
}

/** Whether decoding leaves special tokens out. @throws {ArgumentError} when an option does not exist. */
export function skipsSpecialTokens(owner: string, options: DecodeOptions = {}): boolean {
  checkOptions(owner, options, ['skipSpecialTokens']);
  return options.skipSpecialTokens ?? true;
}

/** The error for an id that there is not. */
export function noSuchId(owner: string, id: unknown, place: number | undefined, size: number): ArgumentError {
  const where = place === undefined ? '' : ` at place ${place}`;
  return new ArgumentError(
    `${owner}: the id ${String(id)}${where} is not in the vocabulary; ids go from 0 to ${size - 1}.`,
  );
}
