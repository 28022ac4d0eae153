import type { tf } from '../../../tfjs.ts';
import type { Code } from '../../wasm/code.ts';

/** How many bytes a number takes. */
export const sizeOf = (dtype: tf.DataType): number => (dtype === 'bool' ? 1 : 4);

/** Adds a whole number to what is on the stack. */
export function addTo(code: Code, bytes: number): void {
  if (bytes !== 0) code.i32(bytes).op('i32.add');
}

/** What is on the stack, times a number. */
export function times(code: Code, factor: number): void {
  if (factor !== 1) code.i32(factor).op('i32.mul');
}

/**
 * Loads numbers that lie `stride` numbers apart, the first of them `first` strides behind a place: four of them, or one into all lanes.
 * Truth values become −1 and 0.
 */
export function loadNumbers(
  code: Code,
  dtype: tf.DataType,
  place: number,
  stride: number,
  first: number,
  one: boolean,
): void {
  const size = sizeOf(dtype);
  const at = (lane: number): number => {
    const bytes = (first + lane) * stride * size;
    code.get(place);
    if (bytes >= 0) return bytes;
    addTo(code, bytes);
    return 0;
  };
  if (dtype === 'bool') {
    if (!one && stride === 1) {
      code.memory('v128.load32_zero', at(0)).op('i16x8.extend_low_i8x16_u', 'i32x4.extend_low_i16x8_u');
    } else {
      const four = one ? [0] : [0, 1, 2, 3];
      code.splat(0);
      const bytes = code.keep('v128');
      for (const lane of four) {
        const offset = at(lane);
        code
          .get(bytes)
          .memory('v128.load8_lane', offset, 4 * lane)
          .set(bytes);
      }
      code.get(bytes);
      if (one) code.get(bytes).shuffle(0, 0, 0, 0);
    }
    code.splat(0).op('i32x4.ne');
  } else if (one || stride === 0) {
    code.memory('v128.load32_splat', at(0));
  } else if (stride === 1) {
    code.memory('v128.load', at(0));
  } else {
    code.memory('v128.load32_zero', at(0));
    const numbers = code.keep('v128');
    for (let lane = 1; lane < 4; lane++) {
      const offset = at(lane);
      code.get(numbers).memory('v128.load32_lane', offset, lane).set(numbers);
    }
    code.get(numbers);
  }
}

/** Stores four numbers, or the first of them, `first` numbers behind a place. */
export function storeNumbers(
  code: Code,
  dtype: tf.DataType,
  { place, first, value, one }: { place: number; first: number; value: number; one: boolean },
): void {
  code.get(place).get(value);
  const offset = first * sizeOf(dtype);
  if (dtype === 'bool') {
    code.splat(1, true).op('v128.and');
    const truths = code.keep('v128');
    code.get(truths);
    if (one) code.memory('v128.store8_lane', offset, 0);
    else {
      code.get(truths).op('i16x8.narrow_i32x4_s');
      const halves = code.keep('v128');
      code.get(halves).get(halves).op('i8x16.narrow_i16x8_s').memory('v128.store32_lane', offset, 0);
    }
  } else if (one) code.memory('v128.store32_lane', offset, 0);
  else code.memory('v128.store', offset);
}
