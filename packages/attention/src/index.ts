export { type AttentionMasks, causalMask, paddingMask } from './attention-masks.ts';
export { type DecoderAttended, DecoderBlock, type DecoderInput } from './decoder-block.ts';
export { type BlockOptions, type EncoderAttended, EncoderBlock, type EncoderInput } from './encoder-block.ts';
export type { GenerateOptions } from './generate.ts';
export { GPT, type GPTOptions, type GPTStates } from './gpt.ts';
export { loadGPT2, readGPT2, type ReadGPT2Options, saveGPT2, toGPT2Safetensors } from './gpt2-weights.ts';
export type { KeyValue } from './key-value.ts';
export {
  type AttentionInput,
  type HeadsAttended,
  MultiHeadAttention,
  type MultiHeadAttentionOptions,
} from './multi-head-attention.ts';
export { PositionEmbedding, type PositionEmbeddingOptions, sinusoidalPositions } from './positions.ts';
export type { NormOrder } from './residual.ts';
export {
  type Attended,
  scaledDotProductAttention,
  type ScaledDotProductAttentionOptions,
} from './scaled-dot-product-attention.ts';
export {
  type Decoded,
  type Encoded,
  Transformer,
  type TransformerInput,
  type TransformerOptions,
} from './transformer.ts';
export type { TranslateOptions } from './translate.ts';
