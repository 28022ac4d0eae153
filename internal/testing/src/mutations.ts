/**
 * Damaged copies of a file, to be read by a parser that must refuse or understand them: bytes changed, cut off, left out, doubled or
 * put in, one to three of these at a time. The same number gives the same copies on every machine.
 *
 * @param files whole files, which take turns.
 * @param count how many copies.
 */
export function* mutations(files: readonly Uint8Array[], count: number, seed = 1): Generator<Uint8Array> {
  let state = seed;
  const below = (end: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0; // Numerical Recipes' generator; its high bits are the good ones
    return Math.floor(((state >>> 8) / 2 ** 24) * end);
  };
  for (let i = 0; i < count; i++) {
    let bytes: Uint8Array = files[i % files.length]!;
    for (let changes = 1 + below(3); changes > 0; changes--) bytes = damaged(bytes, below);
    yield bytes;
  }
}

/** What is rarely met: signs, quotes, ends, the largest and smallest of numbers. */
const telling = [0, 1, 9, 10, 13, 32, 34, 45, 48, 57, 91, 92, 93, 123, 125, 127, 128, 192, 237, 255];

function damaged(bytes: Uint8Array, below: (end: number) => number): Uint8Array {
  const at = below(bytes.length + 1);
  const length = 1 + below(Math.min(16, bytes.length + 1));
  const before = bytes.subarray(0, at);
  switch (below(6)) {
    case 0:
      return before; // cut off
    case 1:
      return joined(before, bytes.subarray(at + length)); // left out
    case 2:
      return joined(bytes.subarray(0, at + length), bytes.subarray(at)); // doubled
    case 3:
      return joined(before, Uint8Array.of(telling[below(telling.length)]!), bytes.subarray(at)); // put in
    default: {
      const changed = Uint8Array.from(bytes);
      if (at < bytes.length) changed[at] = below(2) === 0 ? below(256) : telling[below(telling.length)]!;
      return changed;
    }
  }
}

function joined(...parts: Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
