export { type CharacterTokenizer, characterTokenizer } from './character-tokenizer.ts';
export type { Encoding } from './encoding.ts';
export type { DecodeOptions, EncodeOptions, Frame, Tokenizer } from './tokenizer.ts';
