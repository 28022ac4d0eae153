import type { Tokenizer as Library } from '@huggingface/tokenizers';
import { ArgumentError } from '@thaw/backend';

import { type Encoding, plainEncoding } from './encoding.ts';
import { frameTexts, noFrame } from './framing.ts';
import { noSuchId, requireText, skipsSpecialTokens } from './token-ids.ts';
import { placesOfTokens } from './token-places.ts';
import type { EncodeOptions, Tokenizer } from './tokenizer.ts';
import { parseTokenizerJson } from './tokenizer-json-file.ts';
import { TokenizerFileError } from './token-file-error.ts';

const owner = 'tokenizerFromJson';

/**
 * A tokenizer from a `tokenizer.json`, the file that comes with most language models: read and run by the library
 * `@huggingface/tokenizers`, which is loaded when this is first called.
 *
 * The library says which tokens there are, not where; offsets are found afterwards. They are exact for byte-level tokenizers and where
 * tokens say what they stand for; an unknown token stands for what lies between its neighbours. Decoding tidies no blanks by itself,
 * and byte-pair tokens without an unknown one leave out what they cannot say: both as the library has it.
 *
 * The library reads special tokens in a text as such always, `allowSpecialTokens` or not.
 *
 * @param json the text of the file.
 * @throws {TokenizerFileError} when it is no such file, or one that the library cannot run.
 * @see https://huggingface.co/docs/tokenizers
 * @example
 * ```ts
 * import { tokenizerFromJson } from '@thaw/datasets/text';
 *
 * const vocab = { '[UNK]': 0, un: 1, '##able': 2, '!': 3 };
 * const json = {
 *   added_tokens: [{ id: 0, content: '[UNK]', special: true }],
 *   normalizer: { type: 'Lowercase' },
 *   pre_tokenizer: { type: 'BertPreTokenizer' },
 *   post_processor: null,
 *   decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
 *   model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', vocab },
 * };
 * const tokenizer = await tokenizerFromJson(JSON.stringify(json));
 * console.log(tokenizer.encode('Unable!').join(' '), tokenizer.decode([1, 2, 3])); // 1 2 3 unable!
 * ```
 */
export async function tokenizerFromJson(json: string): Promise<Tokenizer> {
  const file = parseTokenizerJson(owner, json);
  const { Tokenizer: Made } = await import('@huggingface/tokenizers');
  const library = guarded('cannot be run', () => new Made(file.fields, {}));
  const { frame, padId, size } = file;
  const encodeOne = (text: string): Encoding => {
    const { ids, tokens } = guarded('failed on a text', () =>
      library.encode(text, { add_special_tokens: false }),
    );
    for (const [i, id] of ids.entries()) {
      if (id !== undefined) continue;
      throw new ArgumentError(
        `${owner}: the token '${tokens[i]}' is not in the vocabulary, which has no unknown token.`,
      );
    }
    const places = guarded('failed on a text', () =>
      placesOfTokens(text, tokens, normalizerOf(library), file),
    );
    return plainEncoding(Int32Array.from(ids), places);
  };
  const encodeWithOffsets = (text: string, options: EncodeOptions = {}): Encoding => {
    requireText(owner, text, options);
    const { pair, addSpecialTokens = true } = options;
    const around = addSpecialTokens ? frame : { ...noFrame, secondType: frame.secondType };
    return frameTexts(around, encodeOne(text), pair === undefined ? undefined : encodeOne(pair));
  };
  return {
    vocabularySize: size,
    frame,
    ...(padId !== undefined && { padId }),
    encode: (text, options) => encodeWithOffsets(text, options).ids,
    encodeWithOffsets,
    decode: (given, options) => {
      const skipSpecialTokens = skipsSpecialTokens(owner, options);
      const ids = Array.from(given);
      for (const [place, id] of ids.entries()) {
        if (library.id_to_token(id) === undefined) throw noSuchId(owner, id, place, size);
      }
      if (ids.length === 0) return '';
      return guarded('failed on ids', () =>
        library.decode(ids, { skip_special_tokens: skipSpecialTokens, clean_up_tokenization_spaces: false }),
      );
    },
    idOf: (token) => library.token_to_id(token),
    tokenOf: (id) => {
      const token = library.id_to_token(id);
      if (token === undefined) throw noSuchId(owner, id, undefined, size);
      return token;
    },
  };
}

/** What the library makes of a stretch of text before it looks for tokens. */
function normalizerOf(library: Library): (text: string) => string {
  const { normalizer } = library;
  return normalizer ? (text) => normalizer.normalize(text) : (text) => text;
}

/** The library throws whatever comes of a file that is not as it expects. */
function guarded<T>(what: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TokenizerFileError(`${owner}: the file ${what}: ${reason}`, { cause: error });
  }
}
