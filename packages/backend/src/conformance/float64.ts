/** Numbers in any shape, row by row, in twice the precision of a device: the definition that devices are held to. */
export interface Float64 {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** Makes numbers of a shape from what stands at each place. */
export function build(shape: readonly number[], at: (place: readonly number[]) => number): Float64 {
  const values = new Float64Array(size(shape));
  const place = shape.map(() => 0);
  for (let i = 0; i < values.length; i++) {
    values[i] = at(place);
    for (let axis = shape.length - 1; axis >= 0 && ++place[axis]! === shape[axis]; axis--) place[axis] = 0;
  }
  return { shape, values };
}

/** What stands at a place, or `outside` where that is beyond the border. */
export function at(x: Float64, place: readonly number[], outside = 0): number {
  const { shape, values } = x;
  let index = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const [i, length] = [place[axis]!, shape[axis]!];
    if (i < 0 || i >= length) return outside;
    index = index * length + i;
  }
  return values[index]!;
}

/** What stands at a place of a larger shape over which `x` is broadcast. */
export function broadcastAt(x: Float64, place: readonly number[]): number {
  const { shape, values } = x;
  const first = place.length - shape.length;
  let index = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    index = index * shape[axis]! + (shape[axis] === 1 ? 0 : place[first + axis]!);
  }
  return values[index]!;
}

/** Applies a function to each number. */
export function map(x: Float64, f: (value: number) => number): Float64 {
  return { shape: x.shape, values: x.values.map(f) };
}

/** Applies a function to pairs of numbers, each of its own shape broadcast over the other's. */
export function zip(a: Float64, b: Float64, f: (a: number, b: number) => number): Float64 {
  return build(broadcastShape(a.shape, b.shape), (place) => f(broadcastAt(a, place), broadcastAt(b, place)));
}

/** The shape over which both are broadcast. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  const length = (shape: readonly number[], axis: number): number => shape[axis - rank + shape.length] ?? 1;
  return Array.from({ length: rank }, (_, axis) =>
    length(a, axis) === 1 ? length(b, axis) : length(a, axis),
  );
}

/** Adds what stands at each place of a shape. */
export function sumOver(shape: readonly number[], term: (place: readonly number[]) => number): number {
  let sum = 0;
  build(shape, (place) => (sum += term(place)));
  return sum;
}

/** Makes one number of all along some axes, which vanish or stay with length 1; −1 is the last. */
export function reduce(
  x: Float64,
  axes: readonly number[],
  keepDims: boolean,
  f: (values: readonly number[]) => number,
): Float64 {
  const rank = x.shape.length;
  const reduced = new Set(axes.map((axis) => (axis + rank) % rank));
  const inner = x.shape.map((length, axis) => (reduced.has(axis) ? length : 1));
  const outer = x.shape.map((length, axis) => (reduced.has(axis) ? 1 : length));
  const all = build(outer, (place) => f([...build(inner, (within) => at(x, add(place, within))).values]));
  return keepDims ? all : { ...all, shape: outer.filter((_, axis) => !reduced.has(axis)) };
}

/** One place moved by another. */
export function add(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => value + b[i]!);
}

/** How many numbers a shape holds. */
export function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
