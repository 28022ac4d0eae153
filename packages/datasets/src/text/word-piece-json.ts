import { checkOptions } from '@thaw/backend';

import { withBertTokens } from './bert-tokens.ts';
import type { Vocabulary } from './vocabulary.ts';
import { wordPieceOptionNames, type WordPieceOptions } from './word-piece.ts';
import { requireVocabulary } from './word-tokenizer.ts';

/**
 * A `tokenizer.json` of what `wordPiece(vocabulary, options)` is, which other libraries read, and `tokenizerFromJson`.
 *
 * @returns the text of the file. Of the options, `frame` is left out: with `[CLS]` and `[SEP]` the frame is BERT's.
 * @throws {ArgumentError} when an option does not exist, or there is no `[UNK]`.
 * @example
 * ```ts
 * import { tokenizerFromJson, Vocabulary, wordPiece, wordPieceJson } from '@thaw/datasets/text';
 *
 * const vocabulary = new Vocabulary('[UNK] un ##able he is'.split(' '));
 * const theirs = await tokenizerFromJson(wordPieceJson(vocabulary));
 * console.log(theirs.encode('He is unable').join() === wordPiece(vocabulary).encode('He is unable').join()); // true
 * ```
 */
export function wordPieceJson(vocabulary: Vocabulary, options: Omit<WordPieceOptions, 'frame'> = {}): string {
  const owner = 'wordPieceJson';
  checkOptions(owner, options, wordPieceOptionNames);
  requireVocabulary(owner, vocabulary);
  const known = withBertTokens(owner, vocabulary);
  const { prefix = '##', maximumWordLength = 100, lowerCase = true, stripAccents = null } = options;
  const { cleanText = true, spaceChinese = true, cleanUp = true } = options;
  const [cls, sep] = ['[CLS]', '[SEP]'].map((token) => [token, known.idOf(token)]) as [unknown[], unknown[]];
  return JSON.stringify({
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: known.specialTokens.map((content) => ({
      id: known.idOf(content),
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: cleanText,
      handle_chinese_chars: spaceChinese,
      strip_accents: stripAccents,
      lowercase: lowerCase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor:
      cls[1] === undefined || sep[1] === undefined ? null : { type: 'BertProcessing', sep, cls },
    decoder: { type: 'WordPiece', prefix, cleanup: cleanUp },
    model: {
      type: 'WordPiece',
      unk_token: known.unknown,
      continuing_subword_prefix: prefix,
      max_input_chars_per_word: maximumWordLength,
      vocab: Object.fromEntries(known.tokens.map((token, id) => [token, id])),
    },
  });
}
