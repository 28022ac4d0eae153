import { tf } from '../../tfjs.ts';
import { defineKernel, type Kernel } from '../define-kernel.ts';
import { broadcastStrides } from '../plan-product.ts';
import type { Compute } from '../stock-kernels.ts';

/**
 * Arithmetic on two int32 tensors. TensorFlow.js computes it in float32, where 16,777,217 is 16,777,216: sums are off,
 * unequal numbers are equal, and a hash or a counter is lost. Division rounds down and the rest has the divisor's sign, as on
 * the cpu device; by 0 WGSL gives a ÷ 0 = a.
 */
const expressions: Record<string, { readonly expression: string; readonly isBool?: boolean }> = {
  Add: { expression: 'a + b' },
  Sub: { expression: 'a - b' },
  Multiply: { expression: 'a * b' },
  Maximum: { expression: 'max(a, b)' },
  Minimum: { expression: 'min(a, b)' },
  SquaredDifference: { expression: '(a - b) * (a - b)' },
  FloorDiv: { expression: 'a / b - select(0, 1, a % b != 0 && (a < 0) != (b < 0))' },
  Mod: { expression: 'a % b + select(0, b, a % b != 0 && (a < 0) != (b < 0))' },
  Equal: { expression: 'select(0, 1, a == b)', isBool: true },
  NotEqual: { expression: 'select(0, 1, a != b)', isBool: true },
  Less: { expression: 'select(0, 1, a < b)', isBool: true },
  LessEqual: { expression: 'select(0, 1, a <= b)', isBool: true },
  Greater: { expression: 'select(0, 1, a > b)', isBool: true },
  GreaterEqual: { expression: 'select(0, 1, a >= b)', isBool: true },
};

/** The kernels that are mended by `integers`. */
export const integerKernels: readonly string[] = /* @__PURE__ */ Object.keys(expressions);

/** The kernel of this name for two int32 tensors. */
export function integers(kernelName: string): Compute {
  return ({ a, b }, _attributes, backend) => {
    if (a!.dtype !== 'int32' || b!.dtype !== 'int32') return undefined;
    const shape = tf.broadcast_util.assertAndGetBroadcastShape(a!.shape, b!.shape);
    const size = tf.util.sizeFromShape(shape);
    const dtype = expressions[kernelName]!.isBool ? 'bool' : 'int32';
    const y = backend.makeTensorInfo(shape, dtype, size === 0 ? new Int32Array(0) : undefined);
    const axes = broadcastAxes(a!.shape, b!.shape, shape);
    const uniforms: Record<string, number> = { size };
    axes.forEach(({ length, strideA, strideB }, i) => {
      uniforms[`length${i}`] = length;
      uniforms[`strideA${i}`] = strideA;
      uniforms[`strideB${i}`] = strideB;
    });
    kernelOf(kernelName, axes.length)(backend, { a: a!, b: b!, y }, uniforms, Math.ceil(size / 64));
    return y;
  };
}

interface Axis {
  length: number;
  strideA: number;
  strideB: number;
}

/** The axes of the output, neighbours brought together where both operands lie, or are broadcast, along them alike. */
export function broadcastAxes(
  a: readonly number[],
  b: readonly number[],
  shape: readonly number[],
): readonly Axis[] {
  const strideA = broadcastStrides(a, shape.length);
  const strideB = broadcastStrides(b, shape.length);
  const axes: Axis[] = [];
  shape.forEach((length, i) => {
    if (length === 1) return;
    const next = { length, strideA: strideA[i]!, strideB: strideB[i]! };
    const last = axes.at(-1);
    if (last && last.strideA === next.strideA * length && last.strideB === next.strideB * length) {
      axes[axes.length - 1] = { ...next, length: last.length * length };
    } else axes.push(next);
  });
  return axes;
}

type Binary = Kernel<'a' | 'b' | 'y', string>;

const kernels = /* @__PURE__ */ new Map<string, Binary>();

function kernelOf(name: string, rank: number): Binary {
  const key = `${name} ${rank}`;
  let kernel = kernels.get(key);
  if (kernel) return kernel;
  const axes = Array.from({ length: rank }, (_, i) => i);
  const names = axes.flatMap((i) => [`length${i}`, `strideA${i}`, `strideB${i}`]);
  kernel = defineKernel<'a' | 'b' | 'y', string>({
    name,
    reads: { a: 'i32', b: 'i32' },
    writes: { y: 'i32' },
    uniforms: { size: 'u32', ...Object.fromEntries(names.map((field) => [field, 'u32' as const])) },
    wgsl: `
fn evaluate(a: i32, b: i32) -> i32 { return ${expressions[name]!.expression}; }

fn main(group: u32, lane: u32) {
  let i = group * workgroupSize + lane;
  if (i >= u.size) { return; }
  var rest = i;
  var atA = 0u;
  var atB = 0u;
  ${axes
    .toReversed()
    .map(
      (axis) =>
        `atA += rest % u.length${axis} * u.strideA${axis}; atB += rest % u.length${axis} * u.strideB${axis}; rest /= u.length${axis};`,
    )
    .join('\n  ')}
  y[i] = evaluate(a[atA], b[atB]);
}`,
  });
  kernels.set(key, kernel);
  return kernel;
}
