export type { BasicOptions } from './basic-words.ts';
export { bertTokenizer } from './bert-tokenizer.ts';
export type { BytePairParts } from './byte-pair/byte-pair-parts.ts';
export {
  type BytePairEncodeOptions,
  type BytePairTokenizer,
  bytePairTokenizer,
} from './byte-pair/byte-pair-tokenizer.ts';
export { bytePairFromGpt2, bytePairToGpt2, type Gpt2Files, type Gpt2Options } from './byte-pair/from-gpt2.ts';
export { bytePairFromJson } from './byte-pair/from-json.ts';
export { gpt2Tokenizer } from './byte-pair/gpt2-tokenizer.ts';
export { trainBytePair, type TrainBytePairOptions } from './byte-pair/train-byte-pair.ts';
export type { WordPattern } from './byte-pair/word-pattern.ts';
export { type CharacterTokenizer, characterTokenizer } from './character-tokenizer.ts';
export { compareTokenizers, type TokenizerDifference } from './compare-tokenizers.ts';
export { encodeBatch, type EncodeBatchOptions, type EncodedColumns } from './encode-batch.ts';
export type { Encoding } from './encoding.ts';
export { hardTexts, type HardTextsOptions } from './hard-texts.ts';
export { TokenizerFileError } from './token-file-error.ts';
export { tokenizerFromJson } from './tokenizer-json.ts';
export type { DecodeOptions, EncodeOptions, Frame, Tokenizer } from './tokenizer.ts';
export { trainUnigram, type TrainUnigramOptions } from './train-unigram.ts';
export { trainWordPiece, type TrainWordPieceOptions } from './train-word-piece.ts';
export type { Truncation } from './truncate.ts';
export type { UnigramTextOptions } from './unigram-words.ts';
export {
  type SampleOptions,
  type ScoredPiece,
  unigram,
  unigramFromJson,
  type UnigramOptions,
  type UnigramTokenizer,
} from './unigram.ts';
export type { VocabularyTokenizer } from './vocabulary-tokenizer.ts';
export { type CountOptions, Vocabulary, type VocabularyOptions } from './vocabulary.ts';
export { wordPieceJson } from './word-piece-json.ts';
export { wordPiece, type WordPieceOptions } from './word-piece.ts';
export {
  splitWords,
  trainWordTokenizer,
  type TrainWordTokenizerOptions,
  type WordOptions,
  wordTokenizer,
  type WordTokenizerOptions,
} from './word-tokenizer.ts';
