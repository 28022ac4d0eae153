import { loadFile } from '../../sources/load-file.ts';
import type { LoadOptions, SourceFile } from '../../sources/source-file.ts';
import type { BytePairTokenizer } from './byte-pair-tokenizer.ts';
import { bytePairFromGpt2 } from './from-gpt2.ts';

// Addresses and sha256: function gpt2 in tiktoken_ext/openai_public.py of openai/tiktoken, which hosts them.
const published = 'https://openaipublic.blob.core.windows.net/gpt-2/encodings/main';
const encoderFile: SourceFile = {
  path: 'gpt2/encoder.json',
  urls: [`${published}/encoder.json`],
  sha256: '196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783',
  bytes: 1_042_301,
};
const mergesFile: SourceFile = {
  path: 'gpt2/vocab.bpe',
  urls: [`${published}/vocab.bpe`],
  sha256: '1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5',
  bytes: 456_318,
};

/**
 * GPT-2's tokenizer: 50,257 tokens, the last of them `<|endoftext|>`. Its two files, 1.5 MB, come from the local folder or from where
 * OpenAI publishes them, under its modified MIT licence.
 *
 * @throws {SourceError} when they cannot be had.
 * @throws {TokenizerFileError} when those of the local folder are others.
 * @see Radford et al. 2019, https://github.com/openai/gpt-2
 */
export async function gpt2Tokenizer(options: LoadOptions = {}): Promise<BytePairTokenizer> {
  const [encoder, merges] = await Promise.all(
    [encoderFile, mergesFile].map(async (file) => {
      return new TextDecoder().decode(await loadFile('GPT-2', file, options));
    }),
  );
  return bytePairFromGpt2(encoder!, merges!);
}
