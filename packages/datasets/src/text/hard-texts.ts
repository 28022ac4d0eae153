import { ArgumentError, checkOptions, describe, type Random, sharedRandom } from '@thaw/backend';

/** Options of `hardTexts`. */
export interface HardTextsOptions {
  /** What draws. @defaultValue a fork of the generator that `seed` seeds */
  readonly random?: Random;
}

/** What each kind of fragment is drawn from: whole pieces, of which a few are put together. */
const kinds: readonly (readonly string[])[] = [
  [
    'hello',
    'World',
    'TOKENIZER',
    'unaffable',
    'iPhone',
    'McDonald',
    'a',
    'I',
    'straße',
    'ǅ',
    'ﬁne',
    'ΟΔΟΣ',
    'İstanbul',
  ],
  ["don't", "I'll", "WE'VE", "it's", "they're", 'o’clock', "'tis", "rock'n'roll", "L'été", "''", "n't"],
  [
    ' ',
    '  ',
    '\t',
    '\n',
    '\r\n',
    '\u00A0',
    '\u2003',
    '\u3000',
    '\u2028',
    '   \n ',
    '\u000B',
    '\u000C',
    '\u0085',
  ],
  [
    'naïve',
    'café',
    'cafe\u0301',
    'Ångström',
    'A\u030A',
    'e\u0323\u0302',
    'e\u0302\u0323',
    'Việt',
    'Z\u0351\u036B\u0343',
    'ȍ',
  ],
  [
    '中文',
    '日本語',
    'テスト',
    'ｶﾞｷﾞ',
    '한국어',
    '\u1112\u1161\u11AB',
    '𠀀𠀁',
    '豈',
    '\u{2F800}',
    'ㄅㄆ',
    '々',
    '。',
    '「」',
  ],
  ['🙂', '👨‍👩‍👧‍👦', '🏳️‍🌈', '👍🏽', '🇩🇪', '#️⃣', '❤️', '🦊🦊', '\u200D', '\uFE0F'],
  ['مرحبا', 'שָׁלוֹם', 'नमस्ते', 'สวัสดี', 'ქართული', 'Привет', 'Ёж', 'ἀρχή', '\u0e33', 'ⅷ', '㎏', '①'],
  [
    '\u0000',
    '\u0007',
    '\u001B[0m',
    '\u007F',
    '\u00AD',
    '\u200B',
    '\u200E',
    '\uFEFF',
    '\uFFFD',
    '\uE000',
    '\uFFFF',
    '\u0378',
  ],
  [
    '...',
    '?!',
    '--',
    '—',
    '“x”',
    '$9.99',
    '@you',
    '#tag',
    'a_b',
    '100%',
    '<b>',
    '`',
    '^',
    '~',
    '¿',
    '…',
    '€',
    '＋',
    '．',
  ],
  ['0', '3.14', '1,000,000', '2026-11-22', '٣', '½', '1e-9', '0x1F', 'x²'],
  [
    'https://example.org/a?b=c#d',
    'me@example.org',
    'if (x<=y) {',
    'C:\\dir',
    '[CLS',
    '##ing',
    '▁',
    '<unk',
    '</s',
    '\\n',
  ],
];

/**
 * Texts that try a tokenizer: emoji, Chinese, Japanese and Korean, contractions, runs of blanks, accents composed and not, mixed
 * scripts, control characters, code and very long words. All are well-formed, and drawn by the seed alone.
 *
 * The first are one fragment each, all there are; the others are some of them, with blanks between or not.
 *
 * @param count how many texts there are.
 * @throws {ArgumentError} when count is not a whole number from 1 on.
 * @example
 * ```ts
 * import { characterTokenizer, hardTexts } from '@thaw/datasets/text';
 *
 * const texts = hardTexts(1000);
 * const { encode, decode } = characterTokenizer(texts.join(''));
 * console.log(texts.every((text) => decode(encode(text)) === text)); // true
 * ```
 */
export function hardTexts(count: number, options: HardTextsOptions = {}): string[] {
  if (!Number.isInteger(count) || count < 1) {
    throw new ArgumentError(`hardTexts: count must be a whole number from 1 on, got ${describe(count)}.`);
  }
  checkOptions('hardTexts', options, ['random']);
  const { random = sharedRandom().fork() } = options;
  const fragments = kinds.flat();
  return Array.from({ length: count }, (_, number) => {
    if (number < fragments.length) return fragments[number]!;
    const chance = random.fork(number).uniform(2 + 3 * most);
    const length = 1 + Math.floor(chance[0]! * most);
    let text = '';
    for (let i = 0; i < length; i++) {
      const [kind, piece, space] = chance.subarray(2 + 3 * i);
      const pieces = kinds[Math.floor(kind! * kinds.length)]!;
      text += pieces[Math.floor(piece! * pieces.length)]! + (space! < 0.4 ? ' ' : '');
    }
    // One in thirty is repeated without a blank: a word of some hundred characters, or of some thousand.
    return chance[1]! < 1 / 30 ? text.replaceAll(' ', '').repeat(5 + Math.floor(chance[1]! * 3000)) : text;
  });
}

/** How many fragments a text is made of at most. */
const most = 8;
