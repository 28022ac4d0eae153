import { Random } from '@thaw/core';
import {
  bertTokenizer,
  compareTokenizers,
  hardTexts,
  tokenizerFromJson,
  type TokenizerDifference,
  wordPieceJson,
} from '@thaw/datasets/text';

/** What BERT's tokenizer does with its real vocabulary, beside the Hugging Face library. */
export interface BertTokens {
  /** How many tokens the vocabulary has; 30,522. */
  readonly vocabularySize: number;
  /** The ids of `Hello, my dog is cute`, which models of the Hugging Face library are tried on: 101 7592 1010 2026 3899 2003 10140 102. */
  readonly ids: readonly number[];
  /** How many hard texts were compared. */
  readonly texts: number;
  /** Those on which ids or tokens differ; none. */
  readonly differences: readonly TokenizerDifference[];
  /** Those in which ideographs beyond U+FFFF had to be told to the library. */
  readonly faults: number;
  /** How many texts are decoded otherwise than by the library; 0. */
  readonly decoded: number;
}

/**
 * Encodes hard texts with BERT's tokenizer and with the Hugging Face library, from the same real vocabulary.
 *
 * One difference is known and is the library's: it looks at UTF-16 units and does not see that ideographs beyond U+FFFF are Chinese
 * characters, each a word of its own, as BERT's own code does. The library gets the texts that have some with blanks around these.
 *
 * @throws {SourceError} when the vocabulary is not to be had.
 */
export async function bertTokens(count: number = 3000): Promise<BertTokens> {
  const ours = await bertTokenizer();
  const theirs = await tokenizerFromJson(wordPieceJson(ours.vocabulary));
  const beyond = /[\u{20000}-\u{2FA1F}]/gu;
  const texts = hardTexts(count, { random: new Random(3) });
  const told = texts.map((text) => text.replace(beyond, ' $& '));
  const decoded = told.filter((text) => {
    const ids = theirs.encode(text).filter((id) => id !== theirs.idOf('[UNK]'));
    return ours.decode(ids) !== tidied(theirs.decode(ids));
  });
  return {
    vocabularySize: ours.vocabularySize,
    ids: [...ours.encode('Hello, my dog is cute')],
    texts: count,
    differences: [
      ...compareTokenizers(ours, theirs, told),
      ...texts
        .filter((text, i) => ours.encode(text).join() !== ours.encode(told[i]!).join())
        .map((text) => ({ text, first: [], second: [] })),
    ],
    faults: compareTokenizers(ours, theirs, texts).length,
    decoded: decoded.length,
  };
}

/** The library tidies blanks token by token; across tokens as its Python does. */
function tidied(text: string): string {
  return text.replaceAll(" ' ", "'").replace(/ (n't|'(?:m|s|ve|re))/g, '$1');
}
