import { at, build, type Float64, sumOver } from './float64.ts';

/** How windows slide over the middle axes of [batch, …, channels]. */
export interface Sliding {
  readonly strides?: number;
  readonly dilations?: number;
  /** 'same', 'valid', or how much to both sides, or [before, after]. */
  readonly pad?: 'same' | 'valid' | number | readonly [number, number];
}

/** How many windows fit on an axis, and where the first begins. */
export function windowsOf(length: number, taps: number, sliding: Sliding): { count: number; begin: number } {
  const { strides = 1, dilations = 1, pad = 'valid' } = sliding;
  const reach = (taps - 1) * dilations + 1;
  if (pad === 'same') {
    const count = Math.ceil(length / strides);
    return { count, begin: -Math.floor(Math.max(0, (count - 1) * strides + reach - length) / 2) };
  }
  const [before, after] = pad === 'valid' ? [0, 0] : typeof pad === 'number' ? [pad, pad] : pad;
  return { count: Math.floor((length + before + after - reach) / strides) + 1, begin: -before };
}

/** For each window of an axis and each of its taps, the place in the input. */
export function placeOf(window: number, tap: number, begin: number, sliding: Sliding): number {
  const { strides = 1, dilations = 1 } = sliding;
  return begin + window * strides + tap * dilations;
}

/**
 * A convolution over any number of middle axes.
 *
 * Shapes: x [batch, …lengths, channels], w [...taps, channels, filters] → [batch, …windows, filters]. Depthwise, the last
 * axis of w counts the filters of each channel, and channel c brings c · multiplier + q.
 */
export function convolve(x: Float64, w: Float64, sliding: Sliding = {}, depthwise = false): Float64 {
  const lengths = x.shape.slice(1, -1);
  const taps = w.shape.slice(0, -2);
  const windows = lengths.map((length, axis) => windowsOf(length, taps[axis]!, sliding));
  const channels = x.shape.at(-1)!;
  const filters = w.shape.at(-1)!;
  const shape = [x.shape[0]!, ...windows.map(({ count }) => count), depthwise ? channels * filters : filters];
  return build(shape, (place) => {
    const [batch, filter] = [place[0]!, place.at(-1)!];
    return sumOver([...taps, depthwise ? 1 : channels], (term) => {
      const tap = term.slice(0, -1);
      const source = tap.map((t, axis) => placeOf(place[axis + 1]!, t, windows[axis]!.begin, sliding));
      const channel = depthwise ? Math.floor(filter / filters) : term.at(-1)!;
      const weight = at(w, [...tap, channel, depthwise ? filter % filters : filter]);
      return at(x, [batch, ...source, channel]) * weight;
    });
  });
}

/** The transpose of a convolution: each number of x spreads the filter over the output. w […taps, filters, channels]. */
export function convolveTransposed(
  x: Float64,
  w: Float64,
  lengths: readonly number[],
  sliding: Sliding,
): Float64 {
  const taps = w.shape.slice(0, -2);
  const [filters, channels] = [w.shape.at(-2)!, w.shape.at(-1)!];
  const begins = lengths.map((length, axis) => windowsOf(length, taps[axis]!, sliding).begin);
  return build([x.shape[0]!, ...lengths, filters], (place) =>
    sumOver([...taps, channels], (term) => {
      const tap = term.slice(0, -1);
      const windows = tap.map((t, axis) => {
        const window = (place[axis + 1]! - begins[axis]! - t) / (sliding.strides ?? 1);
        return Number.isInteger(window) ? window : -1;
      });
      return at(x, [place[0]!, ...windows, term.at(-1)!]) * at(w, [...tap, place.at(-1)!, term.at(-1)!]);
    }),
  );
}

/** What `of` makes of the numbers that each window sees; those beyond the border are left out. */
export function pool(
  x: Float64,
  size: readonly number[],
  sliding: Sliding,
  of: (values: readonly number[]) => number,
): Float64 {
  const windows = x.shape.slice(1, -1).map((length, axis) => windowsOf(length, size[axis]!, sliding));
  const shape = [x.shape[0]!, ...windows.map(({ count }) => count), x.shape.at(-1)!];
  return build(shape, (place) => {
    const seen = build(size, (tap) => {
      const source = tap.map((t, axis) => placeOf(place[axis + 1]!, t, windows[axis]!.begin, sliding));
      return at(x, [place[0]!, ...source, place.at(-1)!], NaN);
    });
    return of([...seen.values].filter((value) => !Number.isNaN(value)));
  });
}
