export { type CharacterTokenizer, characterTokenizer } from './character-tokenizer.ts';
export type { Encoding } from './encoding.ts';
export { TokenizerFileError } from './token-file-error.ts';
export type { DecodeOptions, EncodeOptions, Frame, Tokenizer } from './tokenizer.ts';
export { type CountOptions, Vocabulary, type VocabularyOptions } from './vocabulary.ts';
export type { VocabularyTokenizer } from './vocabulary-tokenizer.ts';
export { wordPiece, type WordPieceOptions } from './word-piece.ts';
export {
  splitWords,
  trainWordTokenizer,
  type TrainWordTokenizerOptions,
  type WordOptions,
  wordTokenizer,
  type WordTokenizerOptions,
} from './word-tokenizer.ts';
export { hardTexts, type HardTextsOptions } from './hard-texts.ts';
export { tokenizerFromJson } from './tokenizer-json.ts';
export { compareTokenizers, type TokenizerDifference } from './compare-tokenizers.ts';
export { wordPieceJson } from './word-piece-json.ts';
