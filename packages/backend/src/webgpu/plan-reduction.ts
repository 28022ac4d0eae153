/** A reduction as one over the middle of three axes. */
export interface ReductionPlan {
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  /** The order into which the axes must be brought first, where those to reduce stand apart. */
  readonly permutation?: number[];
  /** Of the result. */
  readonly shape: number[];
}

/** Sees a reduction over some axes as one over the middle of [outer, length, inner]. */
export function planReduction(
  shape: readonly number[],
  axes: readonly number[],
  keepDims: boolean,
): ReductionPlan {
  const reduced = new Set(axes);
  const result = shape.flatMap((length, axis) => {
    if (!reduced.has(axis)) return [length];
    return keepDims ? [1] : [];
  });
  const product = (of: readonly number[]): number => of.reduce((size, axis) => size * shape[axis]!, 1);
  const all = shape.map((_, axis) => axis);
  const inside = all.filter((axis) => reduced.has(axis));
  const outside = all.filter((axis) => !reduced.has(axis));
  // An axis of length 1 stands anywhere.
  const real = inside.filter((axis) => shape[axis] !== 1);
  const [first, last] = [real[0] ?? shape.length, real.at(-1) ?? -1];
  const apart = outside.some((axis) => axis > first && axis < last && shape[axis] !== 1);
  const length = product(inside);
  if (apart) {
    return { outer: product(outside), length, inner: 1, permutation: [...outside, ...inside], shape: result };
  }
  const outer = product(outside.filter((axis) => axis < first));
  const inner = product(outside.filter((axis) => axis >= first));
  return { outer, length, inner, shape: result };
}

/** How the work of a reduction is shared among workgroups. */
export interface Share {
  /**
   * Neighbours along the inner axis that one workgroup reduces side by side: a power of two. 0 where each number of the
   * result is the work of one invocation.
   */
  readonly columns: number;
  readonly workgroupSize: number;
  /** Workgroups side by side along the inner axis. */
  readonly blocks: number;
  /** Parts of the length that are reduced apart, and how long each is. */
  readonly parts: number;
  readonly part: number;
  readonly workgroups: number;
}

/** Numbers of one column that one invocation goes through before the length is cut into parts. */
const depth = 64;

/**
 * Shares out a reduction of [outer, length, inner] over its middle, by the shape alone, so that the order of additions, and
 * with it the last bit, is the same in every run.
 */
export function shareOut(outer: number, length: number, inner: number): Share {
  const plain = isShort(length, outer * inner, inner);
  if (plain) {
    const workgroups = Math.ceil((outer * inner) / 64);
    return { columns: 0, workgroupSize: 64, blocks: 1, parts: 1, part: length, workgroups };
  }
  const workgroupSize = length > 256 ? 256 : 64;
  let columns = 1;
  while (columns < inner && columns < 32) columns *= 2;
  const blocks = Math.max(1, Math.ceil(inner / columns));
  const atOnce = (workgroupSize / columns) * depth;
  const parts = outer * blocks < 256 && length > 2 * atOnce ? Math.ceil(length / atOnce) : 1;
  const part = parts === 1 ? length : atOnce;
  return { columns, workgroupSize, blocks, parts, part, workgroups: outer * blocks * parts };
}

/**
 * Whether a row of this length is best gone through by one invocation alone: a workgroup would wait for its barriers, most of
 * it idle. Also where there are columns enough to keep the device busy, and neighbours read neighbours.
 */
export function isShort(length: number, rows: number, inner = 1): boolean {
  return length <= 32 || (inner >= 32 && rows >= 8192 && length <= 1024);
}
