import { tf } from '../../tfjs.ts';
import { defineKernel, type Kernel, toFloats } from '../define-kernel.ts';
import { planReduction, shareOut } from '../plan-reduction.ts';
import { type Attributes, type Compute, type Outputs, viewed } from '../stock-kernels.ts';
import type { WebGPUBackend } from '../webgpu-backend.ts';
import { transposed } from './transpose.ts';

/** How numbers are brought together: what nothing amounts to, and two in one, in WGSL. */
interface Operation {
  readonly none: { readonly f32: number; readonly i32: number };
  readonly both: { readonly f32: string; readonly i32: string };
}

const least = -(2 ** 31);
const greatest = 2 ** 31 - 1;
const sum: Operation = { none: { f32: 0, i32: 0 }, both: { f32: 'a + b', i32: 'a + b' } };

/** By the kernel's name. A NaN is told by its bits: WGSL lets max and min drop it. */
const operations: Record<string, Operation> = {
  Sum: sum,
  Mean: sum,
  Prod: { none: { f32: 1, i32: 1 }, both: { f32: 'a * b', i32: 'a * b' } },
  Max: {
    none: { f32: -Infinity, i32: least },
    both: { f32: 'select(select(a, b, b > a || isNaN(b)), a, isNaN(a))', i32: 'max(a, b)' },
  },
  Min: {
    none: { f32: Infinity, i32: greatest },
    both: { f32: 'select(select(a, b, b < a || isNaN(b)), a, isNaN(a))', i32: 'min(a, b)' },
  },
  All: { none: { f32: 1, i32: 1 }, both: { f32: '', i32: 'select(0, 1, a != 0 && b != 0)' } },
  Any: { none: { f32: 0, i32: 0 }, both: { f32: '', i32: 'select(0, 1, a != 0 || b != 0)' } },
};

/** The kernels that are mended by `reduction`. */
export const reductionKernels: readonly string[] = /* @__PURE__ */ Object.keys(operations);

/**
 * Sum, mean, product, greatest, least, all and any along axes, for any rank, in one kernel wherever the axes stand together.
 * TensorFlow.js fails where the axes are empty, transposes first where they are not the last (which it cannot for bool and
 * int32 of rank 3 and more), loses digits over millions of numbers, and adds integers as floats.
 *
 * The order of additions depends on the shape alone: the same bits in every run.
 */
export function reduction(kernelName: string): Compute {
  return ({ x }, attributes, backend) => {
    const element = x!.dtype === 'float32' ? 'f32' : 'i32';
    const mean = kernelName === 'Mean';
    if (x!.dtype === 'string' || x!.dtype === 'complex64') return undefined;
    if (mean && element === 'i32') return meanOfIntegers(x!, attributes, backend);
    const axes = tf.util.parseAxisParam(
      (attributes['axis'] ?? attributes['reductionIndices']) as number | number[],
      x!.shape,
    );
    const plan = planReduction(x!.shape, axes, attributes['keepDims'] === true);
    const input = plan.permutation ? transposed(x!, plan.permutation, backend) : x!;
    const dtype = outputType(kernelName, x!.dtype);
    const { outer, length, inner } = plan;
    const steps = { outer, inner, divisor: mean ? length : 1 };
    const output = reduceSteps(kernelName, element, input, length, steps, dtype, backend);
    if (plan.permutation) backend.disposeData(input.dataId);
    return viewed(output, plan.shape);
  };
}

function meanOfIntegers(x: tf.TensorInfo, attributes: Attributes, backend: WebGPUBackend): Outputs {
  const floats = toFloats(x, backend);
  const mean = reduction('Mean')({ x: floats }, attributes, backend)!;
  backend.disposeData(floats.dataId);
  return mean;
}

function outputType(kernelName: string, dtype: tf.DataType): tf.DataType {
  if (kernelName === 'All' || kernelName === 'Any') return 'bool';
  return dtype === 'bool' && kernelName !== 'Max' && kernelName !== 'Min' ? 'int32' : dtype;
}

interface Steps {
  readonly outer: number;
  readonly inner: number;
  /** The last step divides by it. */
  readonly divisor: number;
}

/** Reduces [outer, length, inner] over its middle: in parts first, where a row is long and there are few. */
function reduceSteps(
  kernelName: string,
  element: 'f32' | 'i32',
  x: tf.TensorInfo,
  length: number,
  { outer, inner, divisor }: Steps,
  dtype: tf.DataType,
  backend: WebGPUBackend,
): tf.TensorInfo {
  const share = shareOut(outer, length, inner);
  const size = outer * share.parts * inner;
  const y = backend.makeTensorInfo([size], dtype, size === 0 ? new Float32Array(0) : undefined);
  if (size > 0) {
    const last = share.parts === 1;
    const none = operations[kernelName]!.none[element];
    kernelOf(kernelName, element, share.columns, share.workgroupSize)(
      backend,
      { x, y },
      {
        length,
        inner,
        size,
        parts: share.parts,
        part: share.part,
        blocks: share.blocks,
        none,
        divisor: last ? divisor : 1,
      },
      share.workgroups,
    );
  }
  if (share.parts === 1) return y;
  const whole = reduceSteps(kernelName, element, y, share.parts, { outer, inner, divisor }, dtype, backend);
  backend.disposeData(y.dataId);
  return whole;
}

type Reduce = Kernel<
  'x' | 'y',
  'length' | 'inner' | 'size' | 'parts' | 'part' | 'blocks' | 'none' | 'divisor'
>;

const kernels = /* @__PURE__ */ new Map<string, Reduce>();

function kernelOf(name: string, element: 'f32' | 'i32', columns: number, workgroupSize: number): Reduce {
  const key = `${name} ${element} ${columns} ${workgroupSize}`;
  let kernel = kernels.get(key);
  if (kernel) return kernel;
  const finish = name === 'Mean' ? 'total / u.divisor' : 'total';
  kernel = defineKernel({
    name,
    reads: { x: element },
    writes: { y: element },
    uniforms: {
      length: 'u32',
      inner: 'u32',
      size: 'u32',
      parts: 'u32',
      part: 'u32',
      blocks: 'u32',
      none: element,
      divisor: 'f32',
    },
    workgroupSize,
    wgsl: `
fn both(a: ${element}, b: ${element}) -> ${element} { return ${operations[name]!.both[element]}; }
${columns === 0 ? alone(finish) : together(element, columns, finish)}`,
  });
  kernels.set(key, kernel);
  return kernel;
}

/** Each invocation reduces the numbers of one of the result. */
const alone = (finish: string): string => `
fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.size) { return; }
  let begin = i / u.inner * u.length * u.inner + i % u.inner;
  var total = u.none;
  for (var k = 0u; k < u.length; k++) { total = both(total, x[begin + k * u.inner]); }
  y[i] = ${finish};
}`;

/**
 * A workgroup reduces `part` numbers of each of `columns` neighbours: its invocations stand in rows of `columns`, each goes
 * down its column row by row, and what they hold is then brought together, halving the rows each time.
 */
const together = (element: string, columns: number, finish: string): string => `
const columns = ${columns}u;
var<workgroup> partial: array<${element}, workgroupSize>;

fn main(group: u32, lane: u32) {
  let column = group % u.blocks * columns + lane % columns;
  let outer = group / u.blocks / u.parts;
  let part = group / u.blocks % u.parts;
  let end = min(u.length, (part + 1) * u.part);
  var total = u.none;
  if (column < u.inner) {
    for (var k = part * u.part + lane / columns; k < end; k += workgroupSize / columns) {
      total = both(total, x[(outer * u.length + k) * u.inner + column]);
    }
  }
  partial[lane] = total;
  workgroupBarrier();
  for (var step = workgroupSize / 2; step >= columns; step /= 2) {
    if (lane < step) { partial[lane] = both(partial[lane], partial[lane + step]); }
    workgroupBarrier();
  }
  if (lane < columns && column < u.inner) {
    total = partial[lane];
    y[(outer * u.parts + part) * u.inner + column] = ${finish};
  }
}`;
