import * as tf from '@tensorflow/tfjs';

import { free, runKernel, type WasmBackend } from './start.ts';

/**
 * A matrix product that always takes the backend's fast path, which knows neither transposed operands nor batches:
 * operands are transposed first, and each matrix of a batch is multiplied by itself, seen in place without a copy.
 */
export function loopedMatMul(): tf.KernelFunc {
  const stock = tf.getKernel('BatchMatMul', 'wasm')!.kernelFunc;
  const types = ['number', 'array', 'number', 'number', 'array', 'number', 'number', 'number', 'number'];
  const multiply = (tf.backend() as unknown as WasmBackend).wasm.cwrap('BatchMatMul', null, types);

  return ({ inputs, backend, attrs }) => {
    const wasm = backend as WasmBackend;
    const made: tf.TensorInfo[] = [];
    const upright = (matrices: tf.TensorInfo, transposed: unknown): tf.TensorInfo => {
      if (!transposed) return matrices;
      const rank = matrices.shape.length;
      const perm = matrices.shape.map((_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
      made.push(runKernel('Transpose', { x: matrices }, { perm }));
      return made.at(-1)!;
    };
    const a = upright(inputs['a']!, attrs!['transposeA']);
    const b = upright(inputs['b']!, attrs!['transposeB']);
    const [rows, inner, columns] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
    const count = tf.util.sizeFromShape(a.shape.slice(0, -2));
    let out: tf.TensorInfo;
    if (count === 1 || count !== tf.util.sizeFromShape(b.shape.slice(0, -2))) {
      const upwards = { transposeA: false, transposeB: false };
      out = stock({ inputs: { a, b }, backend, attrs: upwards }) as tf.TensorInfo;
    } else {
      out = wasm.makeOutput([...a.shape.slice(0, -2), rows, columns], 'float32');
      const [shapeA, shapeB] = [bytesOf([1, rows, inner]), bytesOf([1, inner, columns])];
      for (let i = 0; i < count; i++) {
        const viewA = viewOf(wasm, a, i * rows * inner, rows * inner);
        const viewB = viewOf(wasm, b, i * inner * columns, inner * columns);
        const view = viewOf(wasm, out, i * rows * columns, rows * columns);
        multiply(viewA, shapeA, 3, viewB, shapeB, 3, false, false, view);
        for (const id of [viewA, viewB, view]) wasm.wasm.tfjs.disposeData(id);
      }
    }
    free(wasm, ...made);
    return out;
  };
}

/** The number by which the backend's C++ knows a part of a tensor. */
function viewOf(wasm: WasmBackend, { dataId }: tf.TensorInfo, begin: number, size: number): number {
  const id = wasm.dataIdNextNumber++;
  wasm.wasm.tfjs.registerTensor(id, size, wasm.dataIdMap.get(dataId).memoryOffset + 4 * begin);
  return id;
}

function bytesOf(shape: number[]): Uint8Array {
  return new Uint8Array(Int32Array.from(shape).buffer);
}
