import { tf } from '../tfjs.ts';
import type { WebGPUBackend } from '../webgpu/webgpu-backend.ts';
import { adam } from './adam/adam.ts';
import { adamWebGPU } from './adam/webgpu.ts';
import {
  attention,
  attentionGradient,
  maskedAttention,
  maskedAttentionGradient,
} from './attention/attention.ts';
import { attentionGradientWebGPU, attentionWebGPU } from './attention/webgpu.ts';
import { batchNormGradient, batchNormOperation } from './batch-norm/batch-norm.ts';
import { batchNormWebGPU, batchNormGradientWebGPU } from './batch-norm/webgpu.ts';
import {
  activationGradient,
  activationOperation,
  biasActivationGradient,
  biasActivationOperation,
  reluGradient,
} from './bias-activation/bias-activation.ts';
import {
  activationGradientWebGPU,
  biasActivationWebGPU,
  reluGradientWebGPU,
} from './bias-activation/webgpu.ts';
import { crossEntropy, crossEntropyGradient } from './cross-entropy/cross-entropy.ts';
import { crossEntropyGradientWebGPU, crossEntropyWebGPU } from './cross-entropy/webgpu.ts';
import { dropoutOperation } from './dropout/dropout.ts';
import { dropoutWebGPU } from './dropout/webgpu.ts';
import type { GpuKernel } from './gpu-kernel.ts';
import { clip, globalNormOperation } from './global-norm/global-norm.ts';
import { clipWebGPU, globalNormWebGPU } from './global-norm/webgpu.ts';
import { gru, gruGradient } from './gru/gru.ts';
import { gruWebGPU, gruGradientWebGPU } from './gru/webgpu.ts';
import { normalize, normalizeGradient } from './layer-norm/layer-norm.ts';
import { normalizeGradientWebGPU, normalizeWebGPU } from './layer-norm/webgpu.ts';
import { lstm, lstmGradient } from './lstm/lstm.ts';
import { lstmGradientWebGPU, lstmWebGPU } from './lstm/webgpu.ts';
import { matMulAdd } from './matmul-add/matmul-add.ts';
import { matMulAddWebGPU } from './matmul-add/webgpu.ts';
import { type Operation, runReference } from './operation.ts';
import { draw } from './random/draw.ts';
import { permutation } from './random/permutation.ts';
import { drawWebGPU, permutationWebGPU } from './random/webgpu.ts';
import { rmsProp } from './rms-prop/rms-prop.ts';
import { rmsPropWebGPU } from './rms-prop/webgpu.ts';
import { sgd } from './sgd/sgd.ts';
import { sgdWebGPU } from './sgd/webgpu.ts';

/** The fused operations that have a kernel on webgpu. One that returns undefined leaves the case to the reference. */
const webgpuOperations: [Operation, GpuKernel][] = [
  [activationOperation, biasActivationWebGPU],
  [biasActivationOperation, biasActivationWebGPU],
  [activationGradient, activationGradientWebGPU],
  [biasActivationGradient, activationGradientWebGPU],
  [reluGradient, reluGradientWebGPU],
  [adam, adamWebGPU],
  [attention, attentionWebGPU],
  [maskedAttention, attentionWebGPU],
  [attentionGradient, attentionGradientWebGPU],
  [maskedAttentionGradient, attentionGradientWebGPU],
  [batchNormOperation, batchNormWebGPU],
  [batchNormGradient, batchNormGradientWebGPU],
  [crossEntropy, crossEntropyWebGPU],
  [crossEntropyGradient, crossEntropyGradientWebGPU],
  [draw, drawWebGPU],
  [permutation, permutationWebGPU],
  [dropoutOperation, dropoutWebGPU],
  [clip, clipWebGPU],
  [globalNormOperation, globalNormWebGPU],
  [gru, gruWebGPU],
  [gruGradient, gruGradientWebGPU],
  [lstm, lstmWebGPU],
  [lstmGradient, lstmGradientWebGPU],
  [matMulAdd, matMulAddWebGPU],
  [normalize, normalizeWebGPU],
  [normalizeGradient, normalizeGradientWebGPU],
  [rmsProp, rmsPropWebGPU],
  [sgd, sgdWebGPU],
];

/** Registers them, once. */
export function registerWebGPUOperations(): void {
  for (const [operation, own] of webgpuOperations) {
    if (tf.getKernel(operation.name, 'webgpu')) continue;
    const kernelFunc: tf.KernelFunc = ({ inputs, attrs, backend }) => {
      const given = inputs as unknown as Record<string, tf.Tensor>;
      const attributes = attrs as Record<string, unknown>;
      return own(given, attributes, backend as WebGPUBackend) ?? runReference(operation, given, attributes);
    };
    tf.registerKernel({ kernelName: operation.name, backendName: 'webgpu', kernelFunc });
  }
}
