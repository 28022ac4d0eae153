import { loadFile } from '../sources/load-file.ts';
import type { LoadOptions, SourceFile } from '../sources/source-file.ts';
import { TokenizerFileError } from './token-file-error.ts';
import { Vocabulary } from './vocabulary.ts';
import type { VocabularyTokenizer } from './vocabulary-tokenizer.ts';
import { wordPiece } from './word-piece.ts';

// Address: PRETRAINED_VOCAB_FILES_MAP in models/bert/tokenization_bert.py of huggingface/transformers at 0232d90c. The sum is measured.
const vocabularyFile: SourceFile = {
  path: 'bert/vocab.txt',
  urls: ['https://huggingface.co/bert-base-uncased/resolve/main/vocab.txt'],
  sha256: '07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3',
  bytes: 231_508,
};

/**
 * The tokenizer of BERT base, uncased: 30,522 word pieces. Its vocab.txt, 0.2 MB, comes from the local folder or from Hugging Face, where it
 * is published under the licence Apache-2.0.
 *
 * @throws {SourceError} when it cannot be had.
 * @throws {TokenizerFileError} when that of the local folder is no vocabulary of BERT.
 * @see Devlin et al. 2019, https://github.com/google-research/bert
 */
export async function bertTokenizer(options: LoadOptions = {}): Promise<VocabularyTokenizer> {
  const vocabulary = Vocabulary.fromText(
    new TextDecoder().decode(await loadFile('BERT', vocabularyFile, options)),
  );
  if (vocabulary.idOf('[UNK]') !== undefined) return wordPiece(vocabulary);
  throw new TokenizerFileError(`BERT: ${vocabularyFile.path} has no token [UNK].`);
}
