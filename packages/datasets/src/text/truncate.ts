/** Which of two texts loses tokens when both together are too long. */
export type Truncation = 'longest' | 'first' | 'second';

/**
 * How many tokens of two texts are kept, so that both together have `room` at most.
 *
 * `longest` takes them one at a time from the text that is longer then, of two equally long from the second.
 *
 * @returns undefined when the text that is to be cut cannot be cut far enough: it would have no token left.
 */
export function keptLengths(
  first: number,
  second: number,
  room: number,
  from: Truncation,
): [first: number, second: number] | undefined {
  const excess = first + second - room;
  if (excess <= 0) return [first, second];
  if (from === 'first') return first > excess ? [first - excess, second] : undefined;
  if (from === 'second') return second > excess ? [first, second - excess] : undefined;
  // Down to what the shorter has, then half of the room each.
  const shorter = Math.min(first, second);
  if (room >= 2 * shorter) return first > second ? [room - second, second] : [first, room - first];
  return [Math.ceil(room / 2), Math.floor(room / 2)];
}

/** Windows of `room` of `length` tokens, each but the first beginning with the last `overlap` of the one before it. */
export function windows(length: number, room: number, overlap: number): [begin: number, end: number][] {
  const all: [number, number][] = [];
  for (let begin = 0; ; begin += room - overlap) {
    all.push([begin, Math.min(begin + room, length)]);
    if (begin + room >= length) return all;
  }
}
