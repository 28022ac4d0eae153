import { tf } from '../tfjs.ts';
import { avgPoolGradient } from './avg-pool-gradient.ts';
import { batchMatMulGradient } from './batch-mat-mul-gradient.ts';

/** The gradients that TensorFlow.js 4.22 gets wrong on every device, by kernel: from its own to the right one. */
const mends: Record<string, (stock: tf.GradFunc) => tf.GradFunc> = {
  AvgPool: avgPoolGradient,
  BatchMatMul: batchMatMulGradient,
};

/** Registers the right gradients over TensorFlow.js's, once. */
export function mendGradients(): void {
  for (const [kernelName, mend] of Object.entries(mends)) {
    const stock = tf.getGradient(kernelName);
    if (!stock || mended.has(stock.gradFunc)) continue;
    const gradFunc = mend(stock.gradFunc);
    mended.add(gradFunc);
    tf.registerGradient({ ...stock, gradFunc });
  }
}

const mended = /* @__PURE__ */ new WeakSet<tf.GradFunc>();
