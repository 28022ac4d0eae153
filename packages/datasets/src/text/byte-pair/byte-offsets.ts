/**
 * Where tokens stand in the text that they are the UTF-8 bytes of, as pairs of UTF-16 units. A token that begins or ends within a character
 * stands on the whole of it, so that tokens which share a character overlap.
 *
 * @param bytes how many bytes each token has, in order; together those of the text.
 */
export function byteOffsets(text: string, bytes: Int32Array): Int32Array {
  const offsets = new Int32Array(2 * bytes.length);
  let place = 0; // of the character that the next byte is of
  let done = 0; // bytes of that character that earlier tokens have
  let at = 0;
  for (let rest of bytes) {
    offsets[at++] = place;
    for (;;) {
      const point = place < text.length ? text.codePointAt(place)! : 0;
      const width = point > 0xffff ? 2 : 1;
      const left = utf8Length(point) - done;
      if (rest < left) {
        done += rest;
        offsets[at++] = done > 0 ? place + width : place;
        break;
      }
      rest -= left;
      place += width;
      done = 0;
    }
  }
  return offsets;
}

/** A lone surrogate is written as U+FFFD, which has three bytes as well. */
function utf8Length(point: number): number {
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}
