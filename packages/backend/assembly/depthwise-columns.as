// AssemblyScript: what a depthwise convolution computes in one column of its output, or in four that have the same taps: the sums over the
// taps, or what the gradient in the filter has of these columns.
//
// A list has for each tap the place of a pixel and how far on its weights lie; the pixels are those of the first column `shift` bytes before,
// and those of the next columns lie `move` bytes apart. `other` is the column in y, which is written, or in dy, which is read, and the next
// lie `across` bytes apart. Eight channels of four columns keep the sums in registers and use memory a cache line at a time; however many
// are taken together, each number is made by the same steps.
import { multiplyAdd } from './elementary';
import { bytes } from './pack';
import { get, loadRest, put } from './vectors';

/** All channels of a column, or of four: `filter` are the weights, or the sums of their gradients. From `limit` on pixels end. */
export function computeColumns(
  gradient: bool, four: bool, list: usize, end: usize, shift: usize, move: usize, filter: usize, other: usize, across: usize,
  channels: i32, limit: usize,
): void {
  const line = bytes(channels);
  if (gradient && four) {
    const at = addFourWide(list, end, shift, move, filter, other, across, line);
    addFour(list, end, shift, move, filter, other, across, at, line, limit);
  } else if (gradient) {
    addOne(list, end, shift, filter, other, line, limit);
  } else if (four) {
    const at = sumFourWide(list, end, shift, move, filter, other, across, line);
    sumFour(list, end, shift, move, filter, other, across, at, line, limit);
  } else {
    const at = sumOneWide(list, end, shift, filter, other, line);
    sumOne(list, end, shift, filter, other, at, line, limit);
  }
}

/** Four channels of a pixel; of a `rest` those behind are anything, but are not read where the image ends. */
// @ts-ignore: decorator
@inline function read(pixel: usize, rest: usize, limit: usize): v128 {
  return pixel + 16 <= limit ? v128.load(pixel) : loadRest(pixel, rest, 0);
}

/** Eight channels at a time; returns where those begin that are left, as the others do. */
function sumFourWide(
  list: usize, end: usize, shift: usize, move: usize, filter: usize, y: usize, across: usize, line: usize,
): usize {
  let at: usize = 0;
  for (; at + 32 <= line; at += 32) {
    let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
    for (let entry = list; entry < end; entry += 8) {
      const w = filter + load<usize>(entry, 4) + at, w0 = v128.load(w), w1 = v128.load(w, 16);
      let pixel = load<usize>(entry) + shift + at;
      a0 = multiplyAdd(v128.load(pixel), w0, a0);
      a1 = multiplyAdd(v128.load(pixel, 16), w1, a1);
      pixel += move;
      b0 = multiplyAdd(v128.load(pixel), w0, b0);
      b1 = multiplyAdd(v128.load(pixel, 16), w1, b1);
      pixel += move;
      c0 = multiplyAdd(v128.load(pixel), w0, c0);
      c1 = multiplyAdd(v128.load(pixel, 16), w1, c1);
      pixel += move;
      d0 = multiplyAdd(v128.load(pixel), w0, d0);
      d1 = multiplyAdd(v128.load(pixel, 16), w1, d1);
    }
    let place = y + at;
    v128.store(place, a0);
    v128.store(place, a1, 16);
    place += across;
    v128.store(place, b0);
    v128.store(place, b1, 16);
    place += across;
    v128.store(place, c0);
    v128.store(place, c1, 16);
    place += across;
    v128.store(place, d0);
    v128.store(place, d1, 16);
  }
  return at;
}

function sumFour(
  list: usize, end: usize, shift: usize, move: usize, filter: usize, y: usize, across: usize, from: usize, line: usize, limit: usize,
): void {
  for (let at = from; at < line; at += 16) {
    const rest = line - at < 16 ? line - at : 0;
    let a = f32x4.splat(0), b = a, c = a, d = a;
    for (let entry = list; entry < end; entry += 8) {
      const w = get(filter + load<usize>(entry, 4) + at, rest), pixel = load<usize>(entry) + shift + at;
      a = multiplyAdd(read(pixel, rest, limit), w, a);
      b = multiplyAdd(read(pixel + move, rest, limit), w, b);
      c = multiplyAdd(read(pixel + 2 * move, rest, limit), w, c);
      d = multiplyAdd(read(pixel + 3 * move, rest, limit), w, d);
    }
    put(y + at, rest, a);
    put(y + across + at, rest, b);
    put(y + 2 * across + at, rest, c);
    put(y + 3 * across + at, rest, d);
  }
}

function sumOneWide(list: usize, end: usize, shift: usize, filter: usize, y: usize, line: usize): usize {
  let at: usize = 0;
  for (; at + 64 <= line; at += 64) {
    let a = f32x4.splat(0), b = a, c = a, d = a;
    for (let entry = list; entry < end; entry += 8) {
      const pixel = load<usize>(entry) + shift + at, w = filter + load<usize>(entry, 4) + at;
      a = multiplyAdd(v128.load(pixel), v128.load(w), a);
      b = multiplyAdd(v128.load(pixel, 16), v128.load(w, 16), b);
      c = multiplyAdd(v128.load(pixel, 32), v128.load(w, 32), c);
      d = multiplyAdd(v128.load(pixel, 48), v128.load(w, 48), d);
    }
    v128.store(y + at, a);
    v128.store(y + at, b, 16);
    v128.store(y + at, c, 32);
    v128.store(y + at, d, 48);
  }
  return at;
}

function sumOne(
  list: usize, end: usize, shift: usize, filter: usize, y: usize, from: usize, line: usize, limit: usize,
): void {
  for (let at = from; at < line; at += 16) {
    const rest = line - at < 16 ? line - at : 0;
    let sum = f32x4.splat(0);
    for (let entry = list; entry < end; entry += 8) {
      const w = get(filter + load<usize>(entry, 4) + at, rest);
      sum = multiplyAdd(read(load<usize>(entry) + shift + at, rest, limit), w, sum);
    }
    put(y + at, rest, sum);
  }
}

function addFourWide(
  list: usize, end: usize, shift: usize, move: usize, sums: usize, dy: usize, across: usize, line: usize,
): usize {
  let at: usize = 0;
  for (; at + 32 <= line; at += 32) {
    const a = dy + at, b = a + across, c = b + across, d = c + across;
    const a0 = v128.load(a), a1 = v128.load(a, 16), b0 = v128.load(b), b1 = v128.load(b, 16);
    const c0 = v128.load(c), c1 = v128.load(c, 16), d0 = v128.load(d), d1 = v128.load(d, 16);
    for (let entry = list; entry < end; entry += 8) {
      const sum = sums + load<usize>(entry, 4) + at;
      let pixel = load<usize>(entry) + shift + at;
      let more0 = f32x4.mul(v128.load(pixel), a0), more1 = f32x4.mul(v128.load(pixel, 16), a1);
      pixel += move;
      more0 = multiplyAdd(v128.load(pixel), b0, more0);
      more1 = multiplyAdd(v128.load(pixel, 16), b1, more1);
      pixel += move;
      more0 = multiplyAdd(v128.load(pixel), c0, more0);
      more1 = multiplyAdd(v128.load(pixel, 16), c1, more1);
      pixel += move;
      more0 = multiplyAdd(v128.load(pixel), d0, more0);
      more1 = multiplyAdd(v128.load(pixel, 16), d1, more1);
      v128.store(sum, f32x4.add(v128.load(sum), more0));
      v128.store(sum, f32x4.add(v128.load(sum, 16), more1), 16);
    }
  }
  return at;
}

function addFour(
  list: usize, end: usize, shift: usize, move: usize, sums: usize, dy: usize, across: usize, from: usize, line: usize, limit: usize,
): void {
  for (let at = from; at < line; at += 16) {
    const rest = line - at < 16 ? line - at : 0;
    const a = get(dy + at, rest), b = get(dy + across + at, rest);
    const c = get(dy + 2 * across + at, rest), d = get(dy + 3 * across + at, rest);
    for (let entry = list; entry < end; entry += 8) {
      const sum = sums + load<usize>(entry, 4) + at, pixel = load<usize>(entry) + shift + at;
      let more = f32x4.mul(read(pixel, rest, limit), a);
      more = multiplyAdd(read(pixel + move, rest, limit), b, more);
      more = multiplyAdd(read(pixel + 2 * move, rest, limit), c, more);
      more = multiplyAdd(read(pixel + 3 * move, rest, limit), d, more);
      put(sum, rest, f32x4.add(get(sum, rest), more));
    }
  }
}

function addOne(list: usize, end: usize, shift: usize, sums: usize, dy: usize, line: usize, limit: usize): void {
  for (let at: usize = 0; at < line; at += 16) {
    const rest = line - at < 16 ? line - at : 0, gradient = get(dy + at, rest);
    for (let entry = list; entry < end; entry += 8) {
      const sum = sums + load<usize>(entry, 4) + at;
      put(sum, rest, multiplyAdd(read(load<usize>(entry) + shift + at, rest, limit), gradient, get(sum, rest)));
    }
  }
}
