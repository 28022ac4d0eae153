/** A changed text that knows for each of its UTF-16 units where it comes from: begin and end in the text that was given. */
export interface AlignedText {
  readonly text: string;
  readonly begins: readonly number[];
  readonly ends: readonly number[];
}

/** A text that is not changed yet. A surrogate knows the place of its whole character. */
export function alignedText(text: string): AlignedText {
  const begins: number[] = [];
  const ends: number[] = [];
  let place = 0;
  for (const { length } of text) {
    for (let unit = 0; unit < length; unit++) {
      begins.push(place);
      ends.push(place + length);
    }
    place += length;
  }
  return { text, begins, ends };
}

/**
 * Changes the pieces of a text that match a pattern, and leaves the others.
 *
 * What comes of a piece stands where its character stood, if changing its characters one by one gives as many; and where the
 * whole piece stood, if not, as in é from e and an accent.
 */
export function changeText(
  from: AlignedText,
  pieces: RegExp,
  change: (piece: string) => string,
): AlignedText {
  const begins: number[] = [];
  const ends: number[] = [];
  const copy = (begin: number, end: number): void => {
    for (let i = begin; i < end; i++) {
      begins.push(from.begins[i]!);
      ends.push(from.ends[i]!);
    }
  };
  const put = (length: number, begin: number, end: number): void => {
    for (let i = 0; i < length; i++) {
      begins.push(from.begins[begin]!);
      ends.push(from.ends[end - 1]!);
    }
  };
  let text = '';
  let done = 0;
  for (const { 0: piece, index } of from.text.matchAll(pieces)) {
    const changed = change(piece);
    if (changed === piece || piece === '') continue;
    text += from.text.slice(done, index) + changed;
    copy(done, index);
    done = index + piece.length;
    const characters = [...piece];
    const parts = characters.map(change);
    if (parts.reduce((sum, { length }) => sum + length, 0) === changed.length) {
      let place = index;
      for (const [i, { length }] of characters.entries()) {
        put(parts[i]!.length, place, place + length);
        place += length;
      }
    } else put(changed.length, index, done);
  }
  if (done === 0) return from;
  copy(done, from.text.length);
  return { text: text + from.text.slice(done), begins, ends };
}
