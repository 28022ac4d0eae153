import { tf } from '../tfjs.ts';
import { asLines, everyLine, spreadLines } from './lines.ts';

/** How windows slide along one axis of what is already padded. */
export interface SlidingAxis {
  readonly axis: number;
  readonly windows: number;
  readonly stride: number;
  readonly size: number;
  readonly dilation: number;
  /** The border before and after. */
  readonly border: readonly [number, number];
}

/** The places of a window, row by row, each with its own place along every axis. */
export function tapsOf(axes: readonly SlidingAxis[]): number[][] {
  return axes.reduce<number[][]>(
    (taps, { size }) => taps.flatMap((tap) => Array.from({ length: size }, (_, i) => [...tap, i])),
    [[]],
  );
}

/** Puts the border around x; one below 0, which windows of 'same' padding over three axes may have, is cut off. */
export function padded(x: tf.Tensor, axes: readonly SlidingAxis[], value: number): tf.Tensor {
  return axes.reduce((image, { axis, border }) => {
    if (border[0] === 0 && border[1] === 0) return image;
    const [before, after] = border.map((places) => Math.max(0, places)) as [number, number];
    const own = asLines(image, axis);
    const [first, end] = [before - border[0], own.shape[1] - (after - border[1])];
    const whole = end - first === own.shape[1];
    const kept = whole ? own : tf.slice3d(own, [0, first, 0], [own.shape[0], end - first, own.shape[2]]);
    const lines = tf.pad3d(kept, [[0, 0], [before, after], [0, 0]], value); // prettier-ignore
    return tf.reshape(lines, image.shape.with(axis, lines.shape[1]));
  }, x);
}

/** What all windows see at one of their places. */
export function seen(image: tf.Tensor, axes: readonly SlidingAxis[], tap: readonly number[]): tf.Tensor {
  return axes.reduce((part, { axis, windows, stride, dilation }, i) => {
    const lines = everyLine(asLines(part, axis), tap[i]! * dilation, stride, windows);
    return tf.reshape(lines, part.shape.with(axis, windows));
  }, image);
}

/** What each window sends back to one of its places, in the shape of x; what falls onto the border is lost. */
export function sentBack(
  gradient: tf.Tensor,
  axes: readonly SlidingAxis[],
  tap: readonly number[],
  shape: readonly number[],
): tf.Tensor {
  return axes.reduce((part, { axis, stride, dilation, border }, i) => {
    const length = shape[axis]!;
    const inside = spreadLines(asLines(part, axis), tap[i]! * dilation - border[0], stride, length);
    return tf.reshape(inside, part.shape.with(axis, length));
  }, gradient);
}
