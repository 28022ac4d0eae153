import { Random } from '@thaw/core';
import { tinyShakespeare } from '@thaw/datasets';
import { gpt2Tokenizer, hardTexts } from '@thaw/datasets/text';

/** What GPT-2's tokenizer makes of texts. */
export interface Gpt2Tokens {
  /** How many tokens the first nine tenths of tiny Shakespeare have. */
  readonly training: number;
  /** How many the last tenth has. */
  readonly validation: number;
  /** How many texts, those two and a thousand hard ones, do not come back as they were. */
  readonly lost: number;
}

/** As tiktoken counts them: https://github.com/karpathy/nanoGPT/blob/master/data/shakespeare/readme.md */
export const gpt2TokensPublished: Gpt2Tokens = { training: 301_966, validation: 36_059, lost: 0 };

/**
 * Encodes tiny Shakespeare with GPT-2's tokenizer, both from their real files, and brings it back. `pnpm bench tokenizers` compares the ids with
 * tiktoken's, one by one.
 *
 * @throws {SourceError} when the files are not to be had; `THAW_DATA` names a folder of local copies.
 */
export async function gpt2Tokens(): Promise<Gpt2Tokens> {
  const [tokenizer, { training, validation }] = await Promise.all([gpt2Tokenizer(), tinyShakespeare()]);
  const texts = [training, validation, ...hardTexts(1000, { random: new Random(2) })];
  return {
    training: tokenizer.encode(training).length,
    validation: tokenizer.encode(validation).length,
    lost: texts.filter((text) => tokenizer.decode(tokenizer.encode(text)) !== text).length,
  };
}
