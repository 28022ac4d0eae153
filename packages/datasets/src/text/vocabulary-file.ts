import { ArgumentError, describe } from '@thaw/backend';

import { TokenizerFileError } from './token-file-error.ts';

/** The tokens of a vocab.txt, one a line; the line break after the last may be there or not. */
export function tokensOfLines(owner: string, text: string): string[] {
  if (typeof text !== 'string') {
    throw new ArgumentError(`${owner}: expected the text of a file, got ${describe(text)}.`);
  }
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const places = new Map<string, number>();
  for (const [number, line] of lines.entries()) {
    const token = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (token === '') throw new TokenizerFileError(`${owner}: line ${number + 1} is empty.`);
    if (places.has(token)) {
      throw new TokenizerFileError(
        `${owner}: line ${number + 1} has the token '${token}', which line ${places.get(token)! + 1} has.`,
      );
    }
    places.set(token, number);
  }
  if (places.size === 0) throw new TokenizerFileError(`${owner}: the file is empty.`);
  return [...places.keys()];
}

/** The fields of a file of JSON. @throws {TokenizerFileError} when it is no JSON, or no object. */
export function parseFields(owner: string, json: string): Readonly<Record<string, unknown>> {
  if (typeof json !== 'string') {
    throw new ArgumentError(`${owner}: expected the text of a file, got ${describe(json)}.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new TokenizerFileError(`${owner}: the file is no JSON.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TokenizerFileError(`${owner}: expected an object, got ${describe(value)}.`);
  }
  return value as Record<string, unknown>;
}

/** The tokens and options in the JSON of a vocabulary. */
export function parseVocabulary(
  owner: string,
  json: string,
): { tokens: string[]; specialTokens: string[]; unknown?: string } {
  const { tokens, specialTokens = [], unknown } = parseFields(owner, json);
  const known = new Set(requireNames(owner, 'tokens', tokens));
  const special = requireNames(owner, 'specialTokens', specialTokens);
  if (unknown !== undefined && typeof unknown !== 'string') {
    throw new TokenizerFileError(`${owner}: "unknown" is a token, got ${describe(unknown)}.`);
  }
  const missing = [...special, ...(unknown === undefined ? [] : [unknown])].find(
    (token) => !known.has(token),
  );
  if (missing !== undefined) {
    throw new TokenizerFileError(`${owner}: the special token '${missing}' is not among "tokens".`);
  }
  if (known.size === 0) throw new TokenizerFileError(`${owner}: "tokens" is empty.`);
  return { tokens: [...known], specialTokens: special, ...(unknown !== undefined && { unknown }) };
}

function requireNames(owner: string, name: string, value: unknown): string[] {
  if (!Array.isArray(value)) {
    throw new TokenizerFileError(`${owner}: "${name}" is an array of texts, got ${describe(value)}.`);
  }
  const seen = new Set<string>();
  for (const [i, token] of (value as unknown[]).entries()) {
    if (typeof token !== 'string' || token === '' || seen.has(token)) {
      const twice = typeof token === 'string' && token !== '' ? ', which is there twice' : '';
      throw new TokenizerFileError(
        `${owner}: "${name}" has ${describe(token)}${twice} at place ${i}; expected texts of their own.`,
      );
    }
    seen.add(token);
  }
  return [...seen];
}
