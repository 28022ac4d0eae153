import type { FloatData } from '../table/columns.ts';
import { Table } from '../table/table.ts';
import { requireFrom, requireMade } from './require.ts';

/** A series of one number at each time. */
export type SeriesColumns = {
  /** Shape [length, 1]. */
  readonly input: FloatData;
};

/** Options of `mackeyGlass`. */
export interface MackeyGlassOptions {
  /** How many values, one for each unit of time from 0 on. @defaultValue 1200 */
  readonly length?: number;
  /** The delay τ, in units of time; from 17 on the series is chaotic. @defaultValue 17 */
  readonly delay?: number;
  /** x(0); before it x is 0. @defaultValue 1.2 */
  readonly start?: number;
}

const STEPS = 10; // to a unit of time

/**
 * The Mackey-Glass series, which never quite comes round: nothing is drawn, and the same options give the same numbers.
 *
 * dx/dt = 0.2·x(t − τ) / (1 + x(t − τ)¹⁰) − 0.1·x(t);  x(0) = start, and x(t) = 0 for t < 0.
 *
 * By Runge and Kutta's method of order 4 with 0.1 for a step; what x was within a step of the past is read off the cubic
 * through its values and slopes, so that the whole is of order 4 (of order 1 where it is held, as is often done).
 *
 * Shapes: input [length, 1], row t being x(t).
 *
 * @throws {ArgumentError} when length or delay is not a whole number from 1 on, or start is below 0.
 * @see Mackey and Glass 1977, https://doi.org/10.1126/science.267326
 * @see Jang 1993, https://doi.org/10.1109/21.256541, for start 1.2 and the task to tell x(t + 6) from x(t − 18) … x(t)
 * @example
 * ```ts
 * import { mackeyGlass } from '@thaw/datasets';
 *
 * const series = mackeyGlass();
 * console.log(series.column('input').data[1]!.toFixed(4)); // 1.0858
 * console.log(series.slice(100).window(50).column('target').shape); // [ 1050, 50, 1 ]
 * ```
 */
export function mackeyGlass(options: MackeyGlassOptions = {}): Table<SeriesColumns> {
  const { length = 1200, delay = 17, start = 1.2 } = options;
  requireMade('mackeyGlass', options, { length: [length, 1], delay: [delay, 1] }, ['start'], false);
  requireFrom('mackeyGlass', 'start', start, 0);
  const h = 1 / STEPS;
  const behind = delay * STEPS;
  const count = (length - 1) * STEPS;
  const x = new Float64Array(count + 1);
  // The slopes at both ends of each step: they differ where one ends and the next begins at t = τ.
  const [begins, ends] = [new Float64Array(count), new Float64Array(count)];
  x[0] = start;
  for (let n = 0; n < count; n++) {
    const past = n - behind;
    const [first, last] = past < 0 ? [0, 0] : [x[past]!, x[past + 1]!];
    const middle = past < 0 ? 0 : (first + last) / 2 + (h / 8) * (begins[past]! - ends[past]!);
    const now = x[n]!;
    const k1 = slope(now, first);
    const k2 = slope(now + (h / 2) * k1, middle);
    const k3 = slope(now + (h / 2) * k2, middle);
    const k4 = slope(now + h * k3, last);
    x[n + 1] = now + (h / 6) * (k1 + 2 * k2 + 2 * k3 + k4);
    begins[n] = k1;
    ends[n] = slope(x[n + 1]!, last);
  }
  const data = Float32Array.from({ length }, (_, t) => x[t * STEPS]!);
  return new Table({ input: { data, shape: [length, 1] } });
}

/** dx/dt. The power is a product, since Math.pow may differ in its last bits, and chaos would make much of them. */
function slope(x: number, delayed: number): number {
  const square = delayed * delayed;
  const eighth = square * square * square * square;
  return (0.2 * delayed) / (1 + eighth * square) - 0.1 * x;
}
