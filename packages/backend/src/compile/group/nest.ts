/** An axis of a nest that must be cut in two, so that what is accessed has an affine place: into length/inner times inner. */
export interface Cut {
  readonly axis: number;
  readonly inner: number;
}

/** The loops that a group is being laid out on: rows outside, columns inside. */
export class Nest {
  readonly shape: readonly number[];
  /** How many of the axes are rows. */
  readonly outer: number;
  /** The first cut that an access asked for in vain. */
  cut: Cut | undefined;

  constructor(shape: readonly number[], outer: number) {
    this.shape = shape;
    this.outer = outer;
  }

  /** The same elements in the same order, with the cut made. */
  cutUp({ axis, inner }: Cut): Nest {
    const shape = this.shape.toSpliced(axis, 1, this.shape[axis]! / inner, inner);
    return new Nest(shape, axis < this.outer ? this.outer + 1 : this.outer);
  }

  /** The place of each element, counted through the whole nest: by how much a step along each axis moves it. */
  get strides(): readonly number[] {
    return stridesOf(this.shape);
  }

  /** The same within a row. */
  get columnStrides(): readonly number[] {
    return this.strides.map((stride, axis) => (axis < this.outer ? 0 : stride));
  }

  /** The row of each element, counted. */
  get rowStrides(): readonly number[] {
    const rows = stridesOf(this.shape.slice(0, this.outer));
    return this.shape.map((_, axis) => rows[axis] ?? 0);
  }
}

/** By how many numbers a step along each axis moves in a dense tensor. */
export function stridesOf(shape: readonly number[]): readonly number[] {
  const strides: number[] = [];
  let size = 1;
  for (const length of shape.toReversed()) {
    strides.unshift(size);
    size *= length;
  }
  return strides;
}
