/**
 * Writes the UTF-8 bytes of `text.slice(start, end)`, each by what stands for it. A lone surrogate, which UTF-8 has no bytes for, is
 * written as U+FFFD, as `TextEncoder` does.
 *
 * @param target has room for three bytes a unit.
 * @param standsFor for each of the 256 bytes.
 * @returns how many there are.
 */
export function writeUtf8(
  text: string,
  start: number,
  end: number,
  target: Int32Array,
  standsFor: Int32Array,
): number {
  let count = 0;
  for (let i = start; i < end; i++) {
    let point = text.charCodeAt(i);
    if (point < 0x80) {
      target[count++] = standsFor[point]!;
      continue;
    }
    if (point < 0x800) {
      target[count++] = standsFor[0xc0 | (point >> 6)]!;
    } else {
      if (point >= 0xd800 && point < 0xe000) {
        const low = point < 0xdc00 && i + 1 < end ? text.charCodeAt(i + 1) : 0;
        if (low >= 0xdc00 && low < 0xe000) {
          point = 0x10000 + ((point & 0x3ff) << 10) + (low & 0x3ff);
          i++;
        } else {
          point = 0xfffd;
        }
      }
      if (point < 0x10000) {
        target[count++] = standsFor[0xe0 | (point >> 12)]!;
      } else {
        target[count++] = standsFor[0xf0 | (point >> 18)]!;
        target[count++] = standsFor[0x80 | ((point >> 12) & 63)]!;
      }
      target[count++] = standsFor[0x80 | ((point >> 6) & 63)]!;
    }
    target[count++] = standsFor[0x80 | (point & 63)]!;
  }
  return count;
}
