import type { DatasetCard } from '../dataset-card.ts';
import { loadFile } from '../sources/load-file.ts';
import type { LoadOptions, SourceFile } from '../sources/source-file.ts';
import { checkCount, readText } from './read-text.ts';

const NAME = 'tinyShakespeare'; // as messages call it
const CHARACTERS = 1_115_394;

const file: SourceFile = {
  path: 'tinyshakespeare/input.txt',
  // The second is the first at the revision whose sha256 was measured.
  urls: [
    'https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt',
    'https://raw.githubusercontent.com/karpathy/char-rnn/6f9487a6fe5b420b7ca9afb0d7c078e37c1d1b4e/data/tinyshakespeare/input.txt',
  ],
  sha256: '86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed',
  bytes: 1_115_394,
};

/** Where Tiny Shakespeare comes from, under what terms, and what to beware of. */
export const tinyShakespeareCard: DatasetCard = {
  name: 'Tiny Shakespeare',
  description:
    'Forty thousand lines of plays by Shakespeare as one text of 1,115,394 characters, 65 of them distinct: who speaks, a colon, and ' +
    'what is said. The first 90 % are to learn from, the last 10 % to judge by, as in char-rnn and nanoGPT.',
  rows: CHARACTERS,
  parts: { training: 1_003_854, validation: 111_540 },
  classes: [],
  licence: 'not stated; the plays are in the public domain, the repository is under the MIT licence',
  citation:
    'A. Karpathy (2015). char-rnn, https://github.com/karpathy/char-rnn, and "The unreasonable effectiveness of recurrent neural ' +
    'networks", https://karpathy.github.io/2015/05/21/rnn-effectiveness/.',
  source: 'https://github.com/karpathy/char-rnn/tree/master/data/tinyshakespeare',
  files: [file],
  knownFaults: [
    'The parts are not plays: the cut falls within a speech of The Taming of the Shrew.',
    'Rows are characters, not lines.',
  ],
};

/** A text and its two parts, one after the other. */
export interface TextParts {
  readonly text: string;
  readonly training: string;
  readonly validation: string;
}

/**
 * Tiny Shakespeare: one text of 1,115,394 characters, whose first 90 %, rounded down, are to learn from.
 *
 * @throws {SourceError} when the file cannot be had, or is not the one that was published.
 * @see Karpathy 2015, https://github.com/karpathy/char-rnn; the split is nanoGPT's, `data/shakespeare_char/prepare.py`
 * @example
 * ```ts
 * import { tinyShakespeareCard } from '@thaw/datasets';
 *
 * console.log(tinyShakespeareCard.parts); // { training: 1003854, validation: 111540 }
 * // const { training, validation } = await tinyShakespeare();
 * ```
 */
export async function tinyShakespeare(options: LoadOptions = {}): Promise<TextParts> {
  const text = readText(await loadFile(NAME, file, options), `${NAME}: ${file.path}`);
  checkCount(`${NAME}: ${file.path}`, 'characters', text.length, CHARACTERS);
  return splitText(text);
}

/** The first 90 % of the characters, rounded down, and the rest. */
export function splitText(text: string): TextParts {
  const cut = Math.floor(text.length * 0.9);
  return { text, training: text.slice(0, cut), validation: text.slice(cut) };
}
