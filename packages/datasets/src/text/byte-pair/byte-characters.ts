/**
 * The bytes in the order in which GPT-2's vocabulary has them: those that Latin-1 shows first, then the others.
 * A trained vocabulary has them in this order too, so that its ties fall as those of the Hugging Face trainer do.
 */
export function bytesInOrder(): number[] {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  return [...bytes.filter(isShown), ...bytes.filter((byte) => !isShown(byte))];
}

/**
 * The character that stands for each byte in GPT-2's files, so that no token has a blank or a control character: a byte that
 * Latin-1 shows is its own character, the n-th of the others is U+0100 + n. A blank becomes `Ġ`, a line feed `Ċ`.
 *
 * @see Radford et al. 2019, `bytes_to_unicode` in https://github.com/openai/gpt-2/blob/master/src/encoder.py
 */
export function byteCharacters(): string[] {
  const characters: string[] = [];
  let others = 0;
  for (let byte = 0; byte < 256; byte++) {
    characters.push(String.fromCharCode(isShown(byte) ? byte : 256 + others++));
  }
  return characters;
}

/** ! to ~, ¡ to ¬, ® to ÿ. */
function isShown(byte: number): boolean {
  return (byte >= 33 && byte <= 126) || (byte >= 161 && byte !== 173);
}
