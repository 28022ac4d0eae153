import { type AlignedText, alignedText, changeText } from './aligned-text.ts';

/** How text is prepared before it is cut into pieces. */
export interface UnigramTextOptions {
  /** What makes one of letters that look alike. @defaultValue 'NFKC' */
  readonly normalize?: 'NFKC' | 'NFC' | 'none';
  /**
   * `'collapse'`: a run of blanks is one, and those at both ends go. `'keep'`: every character stays, so that with `normalize: 'none'`
   * and pieces for bytes decoding is exact. @defaultValue 'collapse'
   */
  readonly whitespace?: 'collapse' | 'keep';
}

/** The sign that pieces have for a blank, U+2581. */
export const blankSign = '▁';

/** What normalizing never reaches beyond: a character with its marks, with half-width ones, or Korean letters in a row. */
const cluster = /[\u1100-\u11FF\u3131-\u318E\uAC00-\uD7A3\uFFA0-\uFFDC]+|\P{M}[\p{M}\uFF9E\uFF9F]*|\p{M}+/gu;

/** A text normalized, with the places that its units come from. */
export function normalizedText(text: string, { normalize = 'NFKC' }: UnigramTextOptions): AlignedText {
  const given = alignedText(text);
  if (normalize === 'none') return given;
  const byCluster = changeText(given, cluster, (letters) => letters.normalize(normalize));
  const whole = text.normalize(normalize);
  // A cluster that normalizing did reach beyond: all of the text stands for all of it.
  return byCluster.text === whole ? byCluster : changeText(given, /^[^]+$/u, () => whole);
}

/** The words of a text without blanks: normalizing may have put some in. Each begins with the sign for a blank, which has no place. */
export function* signedWords(text: string, options: UnigramTextOptions): Generator<AlignedText> {
  const changed = normalizedText(text, options);
  for (const { 0: word, index } of changed.text.matchAll(/\S+/gu)) {
    yield withSign(sliceText(changed, index, index + word.length));
  }
}

/** The sign for a blank, which stands for nothing, before a text. */
export function withSign({ text, begins, ends }: AlignedText): AlignedText {
  const place = begins[0] ?? 0;
  return { text: blankSign + text, begins: [place, ...begins], ends: [place, ...ends] };
}

/** The units begin … end − 1 of a changed text. */
export function sliceText({ text, begins, ends }: AlignedText, begin: number, end: number): AlignedText {
  return { text: text.slice(begin, end), begins: begins.slice(begin, end), ends: ends.slice(begin, end) };
}
