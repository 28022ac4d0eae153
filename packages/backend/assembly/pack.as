// AssemblyScript: operands of a product, packed into panels that lie in the order in which they are read: for each step of k the
// numbers of `width` lines (rows of A, columns of B), padded with zeros. Which way the operand lay costs nothing more then.

/** How many rows and columns of C a tile has; its sums are kept in registers. */
export const ROWS: i32 = 4;
export const COLUMNS: i32 = 8;

// @ts-ignore: decorator
@inline export function bytes(numbers: i32): usize {
  return <usize>numbers << 2;
}

// @ts-ignore: decorator
@inline export function ceilDiv(a: i32, b: i32): i32 {
  return (a + b - 1) / b;
}

/** Packs a block of lines: panel[step][line] = source[line·lineStride + step·stepStride]. Strides are in numbers. */
export function pack(
  target: usize, source: usize, lines: i32, steps: i32, width: i32, lineStride: i32, stepStride: i32,
): void {
  let first = 0;
  if (lineStride == 1) {
    for (; first + CACHE_LINE <= lines; first += CACHE_LINE, target += bytes(CACHE_LINE * steps), source += bytes(CACHE_LINE)) {
      if (width == ROWS) packFourPanels(target, source, steps, bytes(stepStride));
      else packTwoPanels(target, source, steps, bytes(stepStride));
    }
  }
  for (; first < lines; first += width, target += bytes(width * steps), source += bytes(width * lineStride)) {
    packPanel(target, source, min(width, lines - first), steps, width, lineStride, stepStride);
  }
}

/** Numbers of a line of the caches: where lines are neighbours, so many are packed at once, lest each is fetched for every panel anew. */
const CACHE_LINE: i32 = 16;

function packFourPanels(target: usize, source: usize, steps: i32, next: usize): void {
  const panel = bytes(ROWS * steps), end = target + panel;
  for (; target < end; target += bytes(ROWS), source += next) {
    const a = v128.load(source), b = v128.load(source, 16), c = v128.load(source, 32), d = v128.load(source, 48);
    v128.store(target, a);
    v128.store(target + panel, b);
    v128.store(target + 2 * panel, c);
    v128.store(target + 3 * panel, d);
  }
}

function packTwoPanels(target: usize, source: usize, steps: i32, next: usize): void {
  const panel = bytes(COLUMNS * steps), end = target + panel;
  for (; target < end; target += bytes(COLUMNS), source += next) {
    const a = v128.load(source), b = v128.load(source, 16), c = v128.load(source, 32), d = v128.load(source, 48);
    v128.store(target, a);
    v128.store(target, b, 16);
    v128.store(target + panel, c);
    v128.store(target + panel, d, 16);
  }
}

/** Packs one panel of at most `width` lines. */
export function packPanel(
  target: usize, source: usize, lines: i32, steps: i32, width: i32, lineStride: i32, stepStride: i32,
): void {
  const next = bytes(stepStride), line = bytes(lineStride), size = bytes(width);
  if (lines == width && lineStride == 1) { // the lines are neighbours
    for (let step = 0; step < steps; step++, target += size, source += next) {
      for (let at: usize = 0; at < size; at += 16) v128.store(target + at, v128.load(source + at));
    }
    return;
  }
  let step = 0;
  if (lines == width && stepStride == 1) { // the steps are neighbours: four by four numbers change places
    for (; step + 4 <= steps; step += 4, target += 4 * size, source += 16) {
      for (let at: usize = 0; at < size; at += 16) swap4x4(target + at, source + (at >> 2) * line, line, size);
    }
  }
  for (; step < steps; step++, source += next) {
    let from = source;
    for (let i = 0; i < width; i++, target += 4, from += line) {
      store<f32>(target, i < lines ? load<f32>(from) : <f32>0);
    }
  }
}

/** Four rows of four numbers, `from` bytes apart, become four columns, their rows `to` bytes apart. */
// @ts-ignore: decorator
@inline export function swap4x4(target: usize, source: usize, from: usize, to: usize): void {
  put4x4(target, to, v128.load(source), v128.load(source + from), v128.load(source + 2 * from), v128.load(source + 3 * from));
}

/** Four vectors become four columns of rows `to` bytes apart. */
// @ts-ignore: decorator
@inline export function put4x4(target: usize, to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5), cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
  const ef = v128.shuffle<f32>(a, b, 2, 6, 3, 7), gh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  v128.store(target, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(target + to, v128.shuffle<i64>(ab, cd, 1, 3));
  v128.store(target + 2 * to, v128.shuffle<i64>(ef, gh, 0, 2));
  v128.store(target + 3 * to, v128.shuffle<i64>(ef, gh, 1, 3));
}
