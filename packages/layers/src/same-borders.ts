/**
 * How many places are added before and after each axis with padding 'same'; what is odd stands after.
 *
 * @param lengths of the input.
 * @param reach how many places a window spans.
 */
export function bordersOf(
  lengths: readonly number[],
  reach: readonly number[],
  strides: readonly number[],
): [before: number, after: number][] {
  return lengths.map((length, axis) => {
    const last = (Math.ceil(length / strides[axis]!) - 1) * strides[axis]!; // where the last window begins
    const total = Math.max(last + reach[axis]! - length, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
}

/** Whether windows leave out places between them, where TensorFlow.js's own 'same' over three axes begins with a place left out. */
export function leavesOut(reach: readonly number[], strides: readonly number[]): boolean {
  return reach.some((places, axis) => places < strides[axis]!);
}
