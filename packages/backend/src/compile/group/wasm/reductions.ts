import type { tf } from '../../../tfjs.ts';
import type { Code } from '../../wasm/code.ts';
import type { Opcode } from '../../wasm/opcodes.ts';
import type { ReductionName } from '../elements.ts';

/** Rows from this length on are summed in float64, so that the rounding errors stay those of one number. */
const LONG = 1024;

/** A reduction while the columns are run through: as many accumulators as vectors are taken at a time. */
export interface Reduction {
  /** Takes four numbers in, of which only the first counts where `one` is set. */
  take(value: number, vector: number, one: boolean): void;
  /** Writes the code that ends it. @returns the local whose lanes all are the row's number. */
  end(): number;
}

interface Kind {
  readonly none: number;
  readonly whole?: boolean;
  /** Two vectors on the stack become one; where `again` is set, the second is there once more as a local. */
  readonly combine: Opcode;
  /** Whether NaN of the second operand must be put back. */
  readonly losesNaN?: boolean;
}

const floats: Readonly<Partial<Record<ReductionName, Kind>>> = {
  Sum: { none: 0, combine: 'f32x4.add' },
  Mean: { none: 0, combine: 'f32x4.add' },
  Prod: { none: 1, combine: 'f32x4.mul' },
  // Fewer instructions than f32x4.max and min have, as in assembly/reduce.as.
  Max: { none: -Infinity, combine: 'f32x4.pmax', losesNaN: true },
  Min: { none: Infinity, combine: 'f32x4.pmin', losesNaN: true },
};
const wholes: Readonly<Partial<Record<ReductionName, Kind>>> = {
  Sum: { none: 0, whole: true, combine: 'i32x4.add' },
  Max: { none: -(2 ** 31), whole: true, combine: 'i32x4.max_s' },
  Min: { none: 2 ** 31 - 1, whole: true, combine: 'i32x4.min_s' },
};
const truths: Readonly<Partial<Record<ReductionName, Kind>>> = {
  All: { none: -1, whole: true, combine: 'v128.and' },
  Any: { none: 0, whole: true, combine: 'v128.or' },
};
const kinds: Readonly<Partial<Record<tf.DataType, typeof floats>>> = {
  float32: floats,
  int32: wholes,
  bool: truths,
};

/** Whether there is code for a reduction of numbers of a type. */
export function canReduce(kernel: ReductionName, dtype: tf.DataType): boolean {
  return kinds[dtype]?.[kernel] !== undefined;
}

/** Begins a reduction over so many columns. */
export function beginReduction(
  code: Code,
  {
    kernel,
    dtype,
    columns,
    vectors,
  }: { kernel: ReductionName; dtype: tf.DataType; columns: number; vectors: number },
): Reduction {
  const kind = kinds[dtype]![kernel]!;
  const isSum = dtype === 'float32' && (kernel === 'Sum' || kernel === 'Mean');
  const reduction = isSum && columns >= LONG ? longSum(code, vectors) : folding(code, kind, vectors);
  if (kernel !== 'Mean') return reduction;
  const mean = (): number => code.get(reduction.end()).splat(columns).op('f32x4.div').keep('v128');
  return { ...reduction, end: mean };
}

/** The value where it counts, elsewhere what changes nothing. */
function onlyFirst(code: Code, value: number, { none, whole }: Kind): number {
  return code.get(value).splat(none, whole).lanes(-1, 0, 0, 0).op('v128.bitselect').keep('v128');
}

function folding(code: Code, kind: Kind, vectors: number): Reduction {
  const sums = Array.from({ length: vectors }, () => code.splat(kind.none, kind.whole).keep('v128'));
  const combine = (sum: number, value: number): void => {
    code.get(sum).get(value).op(kind.combine);
    if (kind.losesNaN) code.get(value).get(value).op('f32x4.ne', 'v128.or');
    code.set(sum);
  };
  return {
    take: (value, vector, one) => combine(sums[vector]!, one ? onlyFirst(code, value, kind) : value),
    end: () => {
      for (let width = vectors >> 1; width > 0; width >>= 1) {
        for (let i = 0; i < width; i++) combine(sums[i]!, sums[i + width]!);
      }
      const sum = sums[0]!;
      combine(sum, code.get(sum).get(sum).shuffle(2, 3, 0, 1).keep('v128'));
      combine(sum, code.get(sum).get(sum).shuffle(1, 0, 3, 2).keep('v128'));
      return sum;
    },
  };
}

/** Sums of the even and odd pairs of lanes in float64, rounded once in the end. */
function longSum(code: Code, vectors: number): Reduction {
  const sums = Array.from({ length: 2 * vectors }, () => code.splat(0).keep('v128'));
  const add = (sum: number): void => void code.get(sum).op('f64x2.add').set(sum);
  return {
    take: (value, vector, one) => {
      const numbers = one ? onlyFirst(code, value, floats.Sum!) : value;
      code.get(numbers).op('f64x2.promote_low_f32x4');
      add(sums[2 * vector]!);
      if (one) return;
      code.get(numbers).get(numbers).shuffle(2, 3, 0, 1).op('f64x2.promote_low_f32x4');
      add(sums[2 * vector + 1]!);
    },
    end: () => {
      for (const sum of sums.slice(1)) {
        code.get(sum);
        add(sums[0]!);
      }
      const sum = sums[0]!;
      code.get(sum).get(sum).shuffle(2, 3, 0, 1);
      add(sum);
      const narrow = code.get(sum).op('f32x4.demote_f64x2_zero').keep('v128');
      return code.get(narrow).get(narrow).shuffle(0, 0, 0, 0).keep('v128');
    },
  };
}
