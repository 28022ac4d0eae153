// AssemblyScript: four numbers at a time, and the one to three at a row's end, with the same arithmetic.
import { bytes } from './pack';

/** How many bytes of `numbers` numbers are whole vectors. */
// @ts-ignore: decorator
@inline export function wholeBytes(numbers: i32): usize {
  return bytes(numbers) & ~15;
}

/** The last `rest` numbers of a row, 1 to 3 of them, with `filler` in the places behind. */
// @ts-ignore: decorator
@inline export function loadRest(place: usize, rest: usize, filler: f32): v128 {
  let x = f32x4.splat(filler);
  x = f32x4.replace_lane(x, 0, load<f32>(place));
  if (rest > 4) x = f32x4.replace_lane(x, 1, load<f32>(place, 4));
  if (rest > 8) x = f32x4.replace_lane(x, 2, load<f32>(place, 8));
  return x;
}

/** Stores the first `rest` bytes of a vector, 4 to 12. */
// @ts-ignore: decorator
@inline export function storeRest(place: usize, rest: usize, x: v128): void {
  store<f32>(place, f32x4.extract_lane(x, 0));
  if (rest > 4) store<f32>(place, f32x4.extract_lane(x, 1), 4);
  if (rest > 8) store<f32>(place, f32x4.extract_lane(x, 2), 8);
}

/** Four numbers, or with a `rest` the last ones of a row, 0 behind them. */
// @ts-ignore: decorator
@inline export function get(place: usize, rest: usize): v128 {
  return rest ? loadRest(place, rest, 0) : v128.load(place);
}

// @ts-ignore: decorator
@inline export function put(place: usize, rest: usize, x: v128): void {
  if (rest) storeRest(place, rest, x);
  else v128.store(place, x);
}

/** The sum of the four numbers of a vector. */
// @ts-ignore: decorator
@inline export function sumLanes(x: v128): f32 {
  return (f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1)) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}
