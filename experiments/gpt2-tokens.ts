import { gpt2Tokenizer, hardTexts } from '@thaw/datasets/text';
import { Random } from '@thaw/core';

/** What GPT-2's tokenizer does with its real files. */
export interface Gpt2Tokens {
  /** How many tokens the first nine tenths of tiny Shakespeare have; 301,966 as tiktoken counts them. */
  readonly training: number;
  /** How many the last tenth has; 36,059. */
  readonly validation: number;
  /** How many texts, those two and hard ones, do not come back as they were; 0. */
  readonly lost: number;
}

/** The figures of tiktoken, as nanoGPT published them: https://github.com/karpathy/nanoGPT/blob/master/data/shakespeare/readme.md */
export const gpt2TokensPublished: Gpt2Tokens = { training: 301_966, validation: 36_059, lost: 0 };

/**
 * Encodes tiny Shakespeare with GPT-2's tokenizer, from its real files. `pnpm bench tokenizers` compares its ids with tiktoken's, one by one.
 *
 * @param text tiny Shakespeare.
 * @throws {SourceError} when the files of GPT-2 are not to be had.
 */
export async function gpt2Tokens(text: string): Promise<Gpt2Tokens> {
  const tokenizer = await gpt2Tokenizer();
  const cut = Math.floor(0.9 * text.length);
  const parts = [text.slice(0, cut), text.slice(cut)];
  const [training, validation] = parts.map((part) => tokenizer.encode(part).length);
  const texts = [...parts, ...hardTexts(1000, { random: new Random(2) })];
  const lost = texts.filter((one) => tokenizer.decode(tokenizer.encode(one)) !== one).length;
  return { training: training!, validation: validation!, lost };
}
