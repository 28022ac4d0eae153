import { currentDevice } from '../../device/device.ts';
import { computesInSoftware } from '../../device/webgpu.ts';
import { matMulAdd } from '../../ops/matmul-add/matmul-add.ts';
import { tf } from '../../tfjs.ts';
import { defineKernel, type Kernel } from '../../webgpu/define-kernel.ts';
import { planProduct, type ProductPlan } from '../../webgpu/plan-product.ts';
import type { WebGPUBackend } from '../../webgpu/webgpu-backend.ts';
import type { Operation, Value } from '../trace/graph.ts';
import {
  factorsOf,
  type Finish,
  numbersOfProduct,
  plainProduct,
  TILE,
  tiledProduct,
} from './product-code.ts';

/** The kernel of products that are added up: y = A·B + A₁·B₁ + …, of inputs a, b, a1, b1 … and one `transposeA` and `transposeB`. */
export const PRODUCT_SUM = 'ThawMatMulSum';

/** Multiplications from which on one product keeps a GPU busy for itself, and TensorFlow.js's kernel for large ones serves. */
const LARGE = 2 ** 28;

/** An inner dimension from which on few tiles are cut into parts, which TensorFlow.js's mended kernel does. */
const LONG = 2000;

/**
 * Calls a kernel of our own for a product of matrices, with its bias and activation in the same dispatch. TensorFlow.js's take one
 * more for the activation, and cannot stand beside others in one dispatch.
 *
 * @returns false where the product is better left to TensorFlow.js.
 */
export function callProduct(
  { kernel, inputs, attributes, outputs }: Operation,
  held: Map<Value, tf.Tensor>,
  backend: WebGPUBackend,
): boolean {
  if (!['BatchMatMul', '_FusedMatMul', matMulAdd.name, PRODUCT_SUM].includes(kernel)) return false;
  const given = Object.entries(inputs).map(([name, value]) => [name, held.get(value)!] as const);
  const tensors = Object.fromEntries(given) as Record<'a' | 'b', tf.Tensor> & { readonly bias?: tf.Tensor };
  const activation = activations[(attributes['activation'] as string | undefined) ?? 'linear'];
  const plan = planProduct(
    tensors.a.shape,
    tensors.b.shape,
    attributes['transposeA'] === true,
    attributes['transposeB'] === true,
  );
  const floats = given.every(([, { dtype }]) => dtype === 'float32');
  const isRow = !tensors.bias || tensors.bias.size === plan.n;
  if (!floats || !isRow || activation === undefined || !suits(plan)) return false;
  const y = backend.makeTensorInfo([...outputs[0]!.shape], 'float32');
  multiply(backend, { ...tensors, y }, plan, activation || undefined);
  held.set(outputs[0]!, tf.engine().makeTensorFromTensorInfo(y));
  return true;
}

const activations: Readonly<Record<string, string | undefined>> = {
  linear: '',
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
};

/** Whether a kernel of ours serves a product; else it is better left to TensorFlow.js. */
export function suits({ m, n, k, batch }: ProductPlan): boolean {
  const work = m * n * k * batch;
  return work > 0 && work < LARGE && k < LONG && currentDevice()?.precision !== 'mixed_float16';
}

/**
 * Computes a planned product into y, of a, b, and bias and addend where they are there; by tiles if these are filled. Those of a1 and b1,
 * a2 and b2 are added to it where they are there.
 */
export function multiply(
  backend: WebGPUBackend,
  tensors: Record<string, tf.TensorInfo>,
  plan: ProductPlan,
  activation: string | undefined,
  tiled: boolean = fillsTiles(plan) && !computesInSoftware(currentDevice()?.adapter),
): void {
  const { m, n, k, batch, strides, axes } = plan;
  const side = tiled ? TILE : 4;
  const [rows, columns] = [Math.ceil(m / side), Math.ceil(n / side)];
  const uniforms: Record<string, number> = { m, n, k, batch, rows, columns, ...strides };
  for (const [i, { length, strideA, strideB }] of axes.entries()) {
    Object.assign(uniforms, { [`length${i}`]: length, [`batchA${i}`]: strideA, [`batchB${i}`]: strideB });
  }
  Object.assign(uniforms, { nan: NaN, infinity: Infinity });
  const kernel = kernelOf(axes.length, tiled, {
    bias: tensors['bias'] !== undefined,
    addend: tensors['addend'] !== undefined,
    activation,
    more: Object.keys(tensors).filter((name) => /^a\d/.test(name)).length,
  });
  const tiles = batch * rows * columns;
  kernel(backend, tensors, uniforms, tiled ? tiles : Math.ceil(tiles / WORKGROUP));
}

const fillsTiles = ({ m, n, k }: ProductPlan): boolean => m * n >= TILE * TILE && k >= 16;

const WORKGROUP = 256;

const kernels = /* @__PURE__ */ new Map<string, Kernel<string, string>>();

function kernelOf(rank: number, tiled: boolean, finish: Finish): Kernel<string, string> {
  const key = JSON.stringify([rank, tiled, finish]);
  const kept = kernels.get(key);
  if (kept) return kept;
  const axes = Array.from({ length: rank }, (_, i) => i);
  const counts = numbersOfProduct(axes).map((name) => [name, 'u32'] as const);
  const kernel = defineKernel<string, string>({
    name: 'product',
    reads: {
      ...Object.fromEntries(
        factorsOf(finish).flatMap((names) => names.map((name) => [name, 'f32' as const])),
      ),
      ...(finish.bias && { bias: 'f32' }),
      ...(finish.addend && { addend: 'f32' }),
    },
    writes: { y: 'f32' },
    uniforms: { ...Object.fromEntries(counts), ...(finish.activation && { nan: 'f32', infinity: 'f32' }) },
    workgroupSize: WORKGROUP,
    wgsl: (tiled ? tiledProduct : plainProduct)(axes, finish),
  });
  kernels.set(key, kernel);
  return kernel;
}
