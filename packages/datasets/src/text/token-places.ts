import { type AlignedText, alignedText, changeText } from './aligned-text.ts';
import { byteCharacters } from './byte-pair/byte-characters.ts';

/** How the tokens of a library are written. */
interface Spelling {
  readonly isByteLevel: boolean;
  readonly prefix: string;
}

/** A character with the marks that combine with it, or with the parts of a Korean syllable that follow it. */
const cluster = /\P{M}[\p{M}\u1160-\u11FF\uFF9E\uFF9F]*|\p{M}+/gu;

/**
 * Where tokens stand in a text, as pairs, from what they say alone: each is looked for from where the one before it ended, in the
 * text as the library normalizes it; one that is not found, such as `[UNK]`, stands for all until the next that is.
 *
 * Byte-level tokens are looked for in the bytes, each written as the character that such tokens have for it.
 */
export function placesOfTokens(
  text: string,
  tokens: readonly string[],
  normalize: (text: string) => string,
  { isByteLevel, prefix }: Spelling,
): Int32Array {
  const given = alignedText(text);
  const changed = isByteLevel
    ? spelled(changeText(given, cluster, normalize))
    : changeText(given, cluster, (letters) => plain(normalize(letters), letters));
  const blank = isByteLevel ? 'Ġ' : ' ';
  const places = new Int32Array(2 * tokens.length);
  let end = 0;
  let waiting = 0; // how many tokens before this one have no place yet
  const settle = (to: number, next: number): void => {
    const place = spanOf(changed, end, next, blank);
    for (let i = to - waiting; i < to; i++) places.set(place, 2 * i);
    waiting = 0;
  };
  for (const [i, token] of tokens.entries()) {
    const said = isByteLevel ? token : wordOf(token, i > 0 ? prefix : '');
    const isBlank = said === '' && waiting === 0;
    const next = isBlank && changed.text[end] === blank ? end + 1 : end;
    // A blank that the tokenizer put before the text.
    const isPut = isByteLevel && i === 0 && token.startsWith(blank) && !changed.text.startsWith(blank);
    const found = said === '' ? -1 : find(changed.text, said, end, isByteLevel || waiting > 0);
    if (isPut && changed.text.startsWith(token.slice(1))) {
      end = token.length - 1;
      places.set(spanOf(changed, 0, end, blank), 0);
    } else if (isBlank) {
      places.set([changed.begins[end] ?? text.length, changed.begins[next] ?? text.length], 2 * i);
      end = next;
    } else if (found < 0) {
      waiting++;
    } else {
      settle(i, found);
      end = found + said.length;
      places.set([changed.begins[found]!, changed.ends[end - 1]!], 2 * i);
    }
  }
  settle(tokens.length, changed.text.length);
  return places;
}

/** What a token says, without the signs that say where in a word it stands. */
function wordOf(token: string, prefix: string): string {
  const said = prefix !== '' && token.startsWith(prefix) ? token.slice(prefix.length) : token;
  return said.replaceAll('▁', ' ').replaceAll('</w>', '').trim();
}

/** What a character becomes; blanks that were put around it are not its own. */
function plain(normalized: string, given: string): string {
  return /^\s+$/u.test(given) ? ' ' : normalized.replaceAll('▁', ' ').trim();
}

/** The next place of what a token says: at once or after blanks, and beyond other characters only where some may be unknown. */
function find(text: string, said: string, from: number, isBeyond: boolean): number {
  let place = from;
  while (text[place] === ' ') place++;
  if (text.startsWith(said, place)) return place;
  return isBeyond ? text.indexOf(said, from) : -1;
}

/** The UTF-8 of a text, each byte as the character that byte-level tokens have for it. */
function spelled({ text, begins, ends }: AlignedText): AlignedText {
  const characters = byteCharacters();
  const encoder = new TextEncoder();
  const bytes: { text: string[]; begins: number[]; ends: number[] } = { text: [], begins: [], ends: [] };
  let place = 0;
  for (const character of text) {
    for (const byte of encoder.encode(character)) {
      bytes.text.push(characters[byte]!);
      bytes.begins.push(begins[place]!);
      bytes.ends.push(ends[place]!);
    }
    place += character.length;
  }
  return { ...bytes, text: bytes.text.join('') };
}

/** The place of the units begin … end − 1 without the blanks at both sides. */
function spanOf(
  { text, begins, ends }: AlignedText,
  begin: number,
  end: number,
  blank: string,
): [number, number] {
  let [first, last] = [begin, end];
  while (first < last && text[first] === blank) first++;
  while (last > first && text[last - 1] === blank) last--;
  const from = begins[first] ?? ends.at(-1) ?? 0;
  return first < last ? [from, ends[last - 1]!] : [from, from];
}
