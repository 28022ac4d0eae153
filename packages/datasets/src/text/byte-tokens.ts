import { blankSign } from './unigram-words.ts';

/** The tokens for single bytes, as SentencePiece writes them: `<0x00>` … `<0xFF>`. */
export const byteTokens: readonly string[] = /* @__PURE__ */ Array.from(
  { length: 256 },
  (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
);

/** The text of tokens: bytes in a row are UTF-8, `▁` is a blank, and the one at the beginning goes. */
export function textOfTokens(tokens: readonly string[]): string {
  let text = '';
  let bytes: number[] = [];
  const flush = (): void => {
    // A byte order mark is a character of the text like any other.
    if (bytes.length > 0)
      text += new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
    bytes = [];
  };
  for (const [i, token] of tokens.entries()) {
    const byte = /^<0x([0-9A-F]{2})>$/u.exec(token);
    if (byte) {
      bytes.push(parseInt(byte[1]!, 16));
      continue;
    }
    flush();
    const said = token.replaceAll(blankSign, ' ');
    text += i === 0 && said.startsWith(' ') ? said.slice(1) : said;
  }
  flush();
  return text;
}
