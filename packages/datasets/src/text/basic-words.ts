import { type AlignedText, alignedText, changeText } from './aligned-text.ts';

/** How text is cleaned before it is cut into words. What is not given is as BERT (uncased) has it. */
export interface BasicOptions {
  /** Whether control characters go and every blank becomes a plain one. @defaultValue true */
  readonly cleanText?: boolean;
  /** Whether each Chinese character is a word of its own. @defaultValue true */
  readonly spaceChinese?: boolean;
  /** Whether words are written small. @defaultValue true */
  readonly lowerCase?: boolean;
  /** Whether accents are taken away. @defaultValue what `lowerCase` is */
  readonly stripAccents?: boolean;
}

export const basicOptionNames = ['cleanText', 'spaceChinese', 'lowerCase', 'stripAccents'] as const;

/** Control characters that go: U+0000 and U+FFFD too, tab and line breaks not, which are blanks. */
const control = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\uFFFD]/gu;
/** The blocks of ideographs that BERT's code lists, which are not all that Unicode has by now. */
const chinese =
  /[\u4E00-\u9FFF\u3400-\u4DBF\uF900-\uFAFF\u{20000}-\u{2A6DF}\u{2A700}-\u{2B73F}\u{2B740}-\u{2B81F}\u{2B820}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu;
/** A character with the marks that combine with it: what decomposing never reaches beyond. */
const cluster = /\P{M}\p{M}*|\p{M}+/gu;
/** One sign of punctuation, as BERT sees it: all of ASCII's signs too; or what is between two. */
const wordsAndSigns = /[^\s\p{P}!-/:-@[-`{-~]+|[\p{P}!-/:-@[-`{-~]/gu;

/** What a text can be cut into before it is cleaned: stretches without blanks. Cleaned of controls, some blanks of `\s` are none. */
export function wordBreaks({ cleanText = true }: BasicOptions): RegExp {
  return cleanText ? /(?:\S|[\v\f\uFEFF])+/gu : /\S+/gu;
}

/**
 * The words of a text that `wordBreaks` matched, as BERT's basic tokenizer finds them: cleaned, Chinese characters apart,
 * small letters, decomposed and without accents, signs of punctuation apart; with the places that they come from.
 */
export function* basicWords(text: string, options: BasicOptions): Generator<AlignedText> {
  const { cleanText = true, spaceChinese = true, lowerCase = true } = options;
  const { stripAccents = lowerCase } = options;
  let changed = alignedText(text);
  if (cleanText) changed = changeText(changed, control, () => '');
  if (spaceChinese) changed = changeText(changed, chinese, (character) => ` ${character} `);
  // The whole word at once: a sigma that ends one is another letter.
  if (lowerCase) changed = changeText(changed, /\S+/gu, (word) => word.toLowerCase());
  if (stripAccents) {
    changed = changeText(changed, cluster, (letters) => letters.normalize('NFD').replace(/\p{Mn}+/gu, ''));
  }
  for (const { 0: word, index } of changed.text.matchAll(wordsAndSigns)) {
    const end = index + word.length;
    yield { text: word, begins: changed.begins.slice(index, end), ends: changed.ends.slice(index, end) };
  }
}
