import { describe } from '@thaw/backend';

import { noFrame } from './framing.ts';
import { TokenizerFileError } from './token-file-error.ts';
import type { Frame } from './tokenizer.ts';
import { parseFields } from './vocabulary-file.ts';

/** A `tokenizer.json`, checked where the library that runs it does not check. */
export interface JsonTokenizer {
  readonly fields: object;
  readonly size: number;
  readonly frame: Frame;
  readonly padId: number | undefined;
  /** Whether tokens are spelled in bytes, each as a character. */
  readonly isByteLevel: boolean;
  /** What stands before a piece within a word. */
  readonly prefix: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** No real vocabulary is larger; an id beyond it would make a list as long. */
const mostTokens = 2 ** 24;

/** Reads a file. @throws {TokenizerFileError} when it is not what it should be. */
export function parseTokenizerJson(owner: string, json: string): JsonTokenizer {
  const given = parseFields(owner, json);
  const model = requireFields(owner, 'model', given.model);
  if (model.type === 'Unigram' && !Array.isArray(model.vocab)) {
    fail(owner, 'model.vocab', 'tokens with scores', model.vocab);
  }
  const ids = idsOf(owner, model.vocab);
  const added = given.added_tokens ?? [];
  if (!Array.isArray(added)) fail(owner, 'added_tokens', 'an array', added);
  for (const token of added as unknown[]) {
    const { id, content } = requireFields(owner, 'added_tokens', token);
    if (typeof content !== 'string' || content === '') fail(owner, 'content', 'a text', content);
    ids.set(content as string, requireId(owner, content as string, id));
  }
  const parts = ['normalizer', 'pre_tokenizer', 'post_processor', 'decoder'] as const;
  const fields: Record<string, unknown> = { ...given, added_tokens: added };
  for (const name of parts) {
    fields[name] = given[name] == null ? null : requireFields(owner, name, given[name]);
  }
  const padding = given.padding == null ? {} : requireFields(owner, 'padding', given.padding);
  const named = padding.pad_id === undefined ? undefined : requireId(owner, 'padding', padding.pad_id);
  const steps = [fields.pre_tokenizer, fields.decoder].flatMap(flatten);
  const prefix = model.continuing_subword_prefix;
  let size = 0;
  for (const id of ids.values()) size = Math.max(size, id + 1);
  return {
    fields,
    size,
    frame: frameOf(owner, fields.post_processor, ids),
    padId: named ?? ids.get('[PAD]') ?? ids.get('<pad>'),
    isByteLevel: steps.some((step) => step.type === 'ByteLevel'),
    prefix: typeof prefix === 'string' ? prefix : '',
  };
}

/** The ids of a vocabulary: an object from token to id, or a list of token and score. */
function idsOf(owner: string, vocab: unknown): Map<string, number> {
  if (Array.isArray(vocab)) {
    const entries = vocab.map((entry: unknown, id): [string, number] => {
      const [token, score] = Array.isArray(entry) ? (entry as unknown[]) : [];
      if (typeof token !== 'string' || typeof score !== 'number') {
        fail(owner, 'model.vocab', 'tokens with scores', entry);
      }
      return [token as string, id];
    });
    if (entries.length === 0) fail(owner, 'model.vocab', 'tokens with scores', vocab);
    return new Map(entries);
  }
  const entries = Object.entries(requireFields(owner, 'model.vocab', vocab));
  if (entries.length === 0) fail(owner, 'model.vocab', 'tokens with ids', vocab);
  return new Map(entries.map(([token, id]) => [token, requireId(owner, token, id)]));
}

/** What a post-processor puts around texts. */
function frameOf(owner: string, processor: unknown, ids: ReadonlyMap<string, number>): Frame {
  const step = flatten(processor).find(({ type }) => type !== 'ByteLevel');
  if (step === undefined) return noFrame;
  if (step.type === 'TemplateProcessing') return frameOfTemplate(owner, step, ids);
  if (step.type !== 'BertProcessing' && step.type !== 'RobertaProcessing') {
    fail(
      owner,
      'post_processor',
      'TemplateProcessing, BertProcessing, RobertaProcessing or ByteLevel',
      step.type,
    );
  }
  const [begin, end] = [step.cls, step.sep].map((pair) => {
    const token = Array.isArray(pair) ? (pair[0] as unknown) : pair;
    return requireId(owner, String(token), ids.get(token as string));
  }) as [number, number];
  const isBert = step.type === 'BertProcessing';
  return { begin: [begin], between: isBert ? [end] : [end, end], end: [end], secondType: isBert ? 1 : 0 };
}

function frameOfTemplate(owner: string, template: Fields, ids: ReadonlyMap<string, number>): Frame {
  const read = (name: string): { parts: number[][]; type: number } => {
    const items = template[name];
    if (!Array.isArray(items)) fail(owner, `post_processor.${name}`, 'an array', items);
    const parts: number[][] = [[]];
    let type = 0;
    for (const item of items as unknown[]) {
      const { SpecialToken, Sequence } = requireFields(owner, `post_processor.${name}`, item);
      if (Sequence === undefined) {
        const { id } = requireFields(owner, 'SpecialToken', SpecialToken);
        parts.at(-1)!.push(requireId(owner, String(id), ids.get(id as string)));
        continue;
      }
      const { type_id: given = 0 } = requireFields(owner, 'Sequence', Sequence);
      type = requireId(owner, 'Sequence', given);
      parts.push([]);
    }
    return { parts, type };
  };
  const { parts: single } = read('single');
  if (single.length !== 2) fail(owner, 'post_processor.single', 'one sequence', template.single);
  const [begin, end] = single as [number[], number[]];
  if (template.pair === undefined) return { ...noFrame, begin, end };
  const { parts: pair, type } = read('pair');
  const isSame = pair.length === 3 && `${pair[0]}|${pair[2]}` === `${begin}|${end}`;
  if (!isSame) fail(owner, 'post_processor.pair', 'two sequences, begun and ended as one is', template.pair);
  return { begin, between: pair[1]!, end, secondType: type };
}

/** The steps of a sequence, within sequences too. */
function flatten(step: unknown): Fields[] {
  if (typeof step !== 'object' || step === null) return [];
  const fields = step as Fields;
  const inner = fields.processors ?? fields.pretokenizers ?? fields.decoders;
  return fields.type === 'Sequence' && Array.isArray(inner) ? inner.flatMap(flatten) : [fields];
}

function requireFields(owner: string, name: string, value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    fail(owner, name, 'an object', value);
  return value as Fields;
}

function requireId(owner: string, token: string, id: unknown): number {
  if (Number.isInteger(id) && (id as number) >= 0 && (id as number) < mostTokens) return id as number;
  return fail(owner, token, 'an id, a whole number from 0 on', id);
}

function fail(owner: string, name: string, expected: string, value: unknown): never {
  throw new TokenizerFileError(`${owner}: "${name}" must be ${expected}, got ${describe(value)}.`);
}
