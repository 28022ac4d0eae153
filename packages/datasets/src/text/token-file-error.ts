/** A file of a tokenizer, such as vocab.txt or tokenizer.json, that is not what it should be. */
export class TokenizerFileError extends Error {
  override readonly name = 'TokenizerFileError';
}
