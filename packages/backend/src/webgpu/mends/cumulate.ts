import { tf } from '../../tfjs.ts';
import { defineKernel, type Kernel } from '../define-kernel.ts';
import { isShort, planReduction } from '../plan-reduction.ts';
import type { Compute } from '../stock-kernels.ts';

/**
 * Running sums and products along an axis, forwards or backwards, with or without the number itself. TensorFlow.js builds the
 * length of the axis into its kernel for the backward direction and then uses that kernel for every other length too, so the
 * second shape met is computed wrong; the gradient of a running sum is such a one. Above rank 4 it has none.
 *
 * A short row is gone through by one invocation, a long one by a workgroup.
 */
export function cumulate(kernelName: 'Cumsum' | 'Cumprod'): Compute {
  return ({ x }, { axis, exclusive, reverse }, backend) => {
    const { dtype, shape } = x!;
    if (dtype !== 'float32' && dtype !== 'int32') return undefined;
    const axes = tf.util.parseAxisParam(axis as number, shape);
    const { outer, inner } = planReduction(shape, axes, false);
    const length = shape[axes[0]!]!;
    const size = outer * length * inner;
    const y = backend.makeTensorInfo(shape, dtype, size === 0 ? new Float32Array(0) : undefined);
    if (size === 0) return y;
    const rows = outer * inner;
    const alone = isShort(length, rows, inner);
    const kernel = kernelOf(kernelName, dtype === 'float32' ? 'f32' : 'i32', alone);
    kernel(
      backend,
      { x: x!, y },
      { length, inner, rows, exclusive: exclusive ? 1 : 0, reverse: reverse ? 1 : 0 },
      alone ? Math.ceil(rows / 64) : rows,
    );
    return y;
  };
}

type Cumulate = Kernel<'x' | 'y', 'length' | 'inner' | 'rows' | 'exclusive' | 'reverse'>;

const kernels = /* @__PURE__ */ new Map<string, Cumulate>();

function kernelOf(name: 'Cumsum' | 'Cumprod', element: 'f32' | 'i32', alone: boolean): Cumulate {
  const key = `${name} ${element} ${alone}`;
  let kernel = kernels.get(key);
  if (kernel) return kernel;
  const [none, sign] = name === 'Cumsum' ? ['0', '+'] : ['1', '*'];
  kernel = defineKernel({
    name,
    reads: { x: element },
    writes: { y: element },
    uniforms: { length: 'u32', inner: 'u32', rows: 'u32', exclusive: 'u32', reverse: 'u32' },
    wgsl: `
${alone ? byOne(element, none!, sign!) : byMany(element, none!, sign!)}

fn place(begin: u32, k: u32) -> u32 {
  return begin + select(k, u.length - 1 - k, u.reverse == 1) * u.inner;
}`,
  });
  kernels.set(key, kernel);
  return kernel;
}

const byOne = (element: string, none: string, sign: string): string => `
fn main(group: u32, lane: u32) {
  let row = group * workgroupSize + lane;
  if (row >= u.rows) { return; }
  let begin = row / u.inner * u.length * u.inner + row % u.inner;
  var total = ${element}(${none});
  for (var k = 0u; k < u.length; k++) {
    let next = total ${sign} x[place(begin, k)];
    y[place(begin, k)] = select(next, total, u.exclusive == 1);
    total = next;
  }
}`;

/** Each invocation takes a stretch of the row, then what came before the stretch, then the stretch again. */
const byMany = (element: string, none: string, sign: string): string => `
var<workgroup> before: array<${element}, workgroupSize>;

fn main(group: u32, lane: u32) {
  let begin = group / u.inner * u.length * u.inner + group % u.inner;
  let stretch = (u.length + workgroupSize - 1) / workgroupSize;
  let first = min(u.length, lane * stretch);
  let end = min(u.length, first + stretch);
  var total = ${element}(${none});
  for (var k = first; k < end; k++) { total = total ${sign} x[place(begin, k)]; }
  before[lane] = total;
  workgroupBarrier();
  total = ${none};
  for (var i = 0u; i < lane; i++) { total = total ${sign} before[i]; }
  for (var k = first; k < end; k++) {
    let next = total ${sign} x[place(begin, k)];
    y[place(begin, k)] = select(next, total, u.exclusive == 1);
    total = next;
  }
}`;
