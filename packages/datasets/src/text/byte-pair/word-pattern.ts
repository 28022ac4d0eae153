import { ArgumentError, describe } from '@thaw/backend';

/**
 * How text is cut into words, which no token crosses: `'gpt2'`, or a regular expression each of whose matches is a word. What lies between
 * matches is a word too, so that no text is lost; an empty match takes one character.
 */
export type WordPattern = 'gpt2' | RegExp;

/** Where the word that begins at `start`, which is before the end of the text, ends. */
export type WordEnd = (text: string, start: number) => number;

/**
 * @param owner whose pattern it is: the beginning of the message.
 * @throws {ArgumentError} when it is no pattern, or has no flag u or v.
 */
export function wordEndOf(owner: string, pattern: WordPattern): WordEnd {
  if (pattern === 'gpt2') return gpt2WordEnd();
  if (!(pattern instanceof RegExp)) {
    throw new ArgumentError(`${owner}: pattern is 'gpt2' or a regular expression, got ${describe(pattern)}.`);
  }
  if (!/[uv]/.test(pattern.flags)) {
    throw new ArgumentError(
      `${owner}: pattern needs the flag u, or it could part a character; write ${String(pattern)}u.`,
    );
  }
  const words = new RegExp(pattern.source, `${pattern.flags.replaceAll(/[gy]/g, '')}g`);
  return (text, start) => {
    words.lastIndex = start;
    const match = words.exec(text);
    if (match === null) return text.length;
    if (match.index > start) return match.index;
    return match[0] === '' ? start + widthAt(text, start) : words.lastIndex;
  };
}

const LETTER = 1;
const NUMBER = 2;
const SPACE = 3;
const OTHER = 4;

/**
 * GPT-2's pattern, without the regular expression, which would take most of the time of encoding:
 *
 * `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
 *
 * White space is Unicode's, as in Python and Rust: with U+0085 and without U+FEFF, which JavaScript's `\s` has the other way round.
 *
 * @see Radford et al. 2019, https://github.com/openai/gpt-2/blob/master/src/encoder.py
 */
function gpt2WordEnd(): WordEnd {
  const kinds = new Uint8Array(65_536); // of each UTF-16 unit met so far
  const kindAt = (text: string, place: number): number => {
    const unit = text.charCodeAt(place);
    return (
      kinds[unit] ||
      (unit >= 0xd800 && unit < 0xe000 ? kindOf(text, place) : (kinds[unit] = kindOf(text, place)))
    );
  };
  return (text, start) => {
    const { length } = text;
    const first = text.charCodeAt(start);
    if (first === APOSTROPHE) {
      const contracted = contractionAt(text, start + 1);
      if (contracted > 0) return start + 1 + contracted;
    }
    let end = start;
    let kind = kindAt(text, start);
    if (first === BLANK && start + 1 < length && kindAt(text, start + 1) !== SPACE) {
      end++;
      kind = kindAt(text, end);
    }
    do end += widthAt(text, end);
    while (end < length && kindAt(text, end) === kind);
    // Of white space before a word the last character is left to the word.
    return kind === SPACE && end < length && end > start + 1 ? end - 1 : end;
  };
}

const BLANK = 32;
const APOSTROPHE = 39;

/** How long the contraction is that follows an apostrophe, 0 where none does. */
function contractionAt(text: string, place: number): number {
  const first = text[place];
  const second = text[place + 1];
  if (first === 's' || first === 't' || first === 'm' || first === 'd') return 1;
  if ((first === 'r' || first === 'v') && second === 'e') return 2;
  return first === 'l' && second === 'l' ? 2 : 0;
}

function kindOf(text: string, place: number): number {
  const character = String.fromCodePoint(text.codePointAt(place)!);
  if (/\p{L}/u.test(character)) return LETTER;
  if (/\p{N}/u.test(character)) return NUMBER;
  return /\p{White_Space}/u.test(character) ? SPACE : OTHER;
}

/** How many UTF-16 units the character at a place has. */
function widthAt(text: string, place: number): number {
  const unit = text.charCodeAt(place);
  return unit >= 0xd800 && unit < 0xdc00 && text.codePointAt(place)! > 0xffff ? 2 : 1;
}
