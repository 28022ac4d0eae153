import { describe } from '@thaw/backend';

import { TokenizerFileError } from './token-file-error.ts';
import type { Frame } from './tokenizer.ts';
import type { ScoredPiece, UnigramOptions } from './unigram.ts';
import { parseFields } from './vocabulary-file.ts';

/** The pieces and options in the JSON of a unigram tokenizer. */
export function parseUnigram(
  owner: string,
  json: string,
): { pieces: ScoredPiece[]; options: UnigramOptions } {
  const fields = parseFields(owner, json);
  const fail = (name: string, expected: string, value: unknown): never => {
    throw new TokenizerFileError(`${owner}: "${name}" must be ${expected}, got ${describe(value)}.`);
  };
  const { pieces, unknown = '<unk>', specialTokens = [], normalize, whitespace, frame } = fields;
  if (!Array.isArray(pieces)) fail('pieces', 'an array of [token, score]', pieces);
  const seen = new Set<string>();
  const keeps = whitespace === 'keep';
  for (const piece of pieces as unknown[]) {
    const [token, score] = Array.isArray(piece) ? (piece as unknown[]) : [];
    const isPiece = typeof token === 'string' && token !== '' && Number.isFinite(score);
    if (!isPiece || seen.has(token)) fail('pieces', 'an array of [token, score], each token once', piece);
    seen.add(token as string);
  }
  const special = specialTokens as unknown[];
  if (!Array.isArray(special) || !special.every((token) => seen.has(token as string))) {
    fail('specialTokens', 'an array of pieces', specialTokens);
  }
  if (!seen.has(unknown as string)) fail('unknown', 'one of the pieces', unknown);
  if (!['NFKC', 'NFC', 'none', undefined].includes(normalize as string)) {
    fail('normalize', 'NFKC, NFC or none', normalize);
  }
  if (!keeps && whitespace !== 'collapse' && whitespace !== undefined) {
    fail('whitespace', 'collapse or keep', whitespace);
  }
  if (keeps && !seen.has('▁'))
    fail('pieces', 'pieces with \'▁\' among them, whitespace being "keep"', pieces);
  const named = new Set([...special, unknown]);
  const crossing = [...seen].find((token) => !keeps && token.lastIndexOf('▁') > 0 && !named.has(token));
  if (crossing !== undefined) fail('pieces', 'within words, whitespace being "collapse"', crossing);
  if (frame !== undefined && !isFrame(frame, seen.size)) fail('frame', 'ids by begin, between, end', frame);
  return { pieces: pieces as ScoredPiece[], options: optionsOf(fields) };
}

function optionsOf({
  unknown,
  specialTokens,
  normalize,
  whitespace,
  frame,
}: Record<string, unknown>): UnigramOptions {
  const given = { unknown, specialTokens, normalize, whitespace, frame };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as UnigramOptions;
}

function isFrame(value: unknown, size: number): value is Frame {
  const { begin, between, end, secondType } = (value ?? {}) as Record<string, unknown>;
  const isId = (id: unknown): boolean => Number.isInteger(id) && (id as number) >= 0 && (id as number) < size;
  const areIds = [begin, between, end].every((ids) => Array.isArray(ids) && (ids as unknown[]).every(isId));
  return areIds && Number.isInteger(secondType);
}
