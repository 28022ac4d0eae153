import type { OwnKernels } from '../kernels/kernel-table.ts';
import { tf } from '../tfjs.ts';
import type { Kernels } from '../wasm/kernels.ts';
import type { WasmBackend } from '../wasm/wasm-backend.ts';
import { adam } from './adam/adam.ts';
import { adamWasm } from './adam/wasm.ts';
import {
  attention,
  attentionGradient,
  maskedAttention,
  maskedAttentionGradient,
} from './attention/attention.ts';
import { attentionGradientWasm, attentionWasm } from './attention/wasm.ts';
import { batchNormGradient, batchNormOperation } from './batch-norm/batch-norm.ts';
import { batchNormWasm, batchNormGradientWasm } from './batch-norm/wasm.ts';
import {
  activationGradient,
  activationOperation,
  biasActivationGradient,
  biasActivationOperation,
  reluGradient,
} from './bias-activation/bias-activation.ts';
import { activationGradientWasm, biasActivationWasm, reluGradientWasm } from './bias-activation/wasm.ts';
import { crossEntropy, crossEntropyGradient } from './cross-entropy/cross-entropy.ts';
import { crossEntropyGradientWasm, crossEntropyWasm } from './cross-entropy/wasm.ts';
import { dropoutOperation } from './dropout/dropout.ts';
import { dropoutWasm } from './dropout/wasm.ts';
import { clip, globalNormOperation } from './global-norm/global-norm.ts';
import { clipWasm, globalNormWasm } from './global-norm/wasm.ts';
import { gru, gruGradient } from './gru/gru.ts';
import { gruWasm, gruGradientWasm } from './gru/wasm.ts';
import { normalize, normalizeGradient } from './layer-norm/layer-norm.ts';
import { normalizeGradientWasm, normalizeWasm } from './layer-norm/wasm.ts';
import { lstm, lstmGradient } from './lstm/lstm.ts';
import { lstmGradientWasm, lstmWasm } from './lstm/wasm.ts';
import { matMulAdd } from './matmul-add/matmul-add.ts';
import { matMulAddWasm } from './matmul-add/wasm.ts';
import { type Operation, runReference } from './operation.ts';
import { draw } from './random/draw.ts';
import { permutation } from './random/permutation.ts';
import { drawWasm, permutationWasm } from './random/wasm.ts';
import { rmsProp } from './rms-prop/rms-prop.ts';
import { rmsPropWasm } from './rms-prop/wasm.ts';
import { sgd } from './sgd/sgd.ts';
import { sgdWasm } from './sgd/wasm.ts';

type Entry = readonly [Operation, OwnKernels[string]];

/**
 * The fused operations that have a kernel on wasm, and take float32 alone: where an input is of whole numbers, the reference computes. A
 * kernel that returns undefined leaves the case to the reference too.
 */
const ofFloats: readonly Entry[] = [
  [activationOperation, biasActivationWasm],
  [biasActivationOperation, biasActivationWasm],
  [activationGradient, activationGradientWasm],
  [biasActivationGradient, activationGradientWasm],
  [reluGradient, reluGradientWasm],
  [adam, adamWasm],
  [attention, attentionWasm],
  [maskedAttention, attentionWasm],
  [attentionGradient, attentionGradientWasm],
  [maskedAttentionGradient, attentionGradientWasm],
  [batchNormOperation, batchNormWasm],
  [batchNormGradient, batchNormGradientWasm],
  [clip, clipWasm],
  [globalNormOperation, globalNormWasm],
  [gru, gruWasm],
  [gruGradient, gruGradientWasm],
  [lstm, lstmWasm],
  [lstmGradient, lstmGradientWasm],
  [matMulAdd, matMulAddWasm],
  [normalize, normalizeWasm],
  [normalizeGradient, normalizeGradientWasm],
  [rmsProp, rmsPropWasm],
  [sgd, sgdWasm],
];

/** Those that take whole numbers besides, and look at the types themselves. */
const withWholeNumbers: readonly Entry[] = [
  [crossEntropy, crossEntropyWasm],
  [crossEntropyGradient, crossEntropyGradientWasm],
  [draw, drawWasm],
  [dropoutOperation, dropoutWasm],
  [permutation, permutationWasm],
];

/** Registers them, for the memory in which the kernels work. */
export function registerWasmOperations(kernels: Kernels): void {
  for (const entry of ofFloats) register(entry, kernels, isFloat);
  for (const entry of withWholeNumbers) register(entry, kernels, () => true);
}

function isFloat({ dtype }: tf.Tensor): boolean {
  return dtype === 'float32';
}

function register([operation, own]: Entry, kernels: Kernels, takes: (input: tf.Tensor) => boolean): void {
  const kernelFunc: tf.KernelFunc = ({ inputs, attrs, backend }) => {
    const called = (backend as WasmBackend).kernels ?? kernels;
    const given = inputs as unknown as Record<string, tf.Tensor>;
    const attributes = attrs as Record<string, unknown>;
    const made = Object.values(given).every(takes) ? own(called, given, attributes) : undefined;
    return made ?? runReference(operation, given, attributes);
  };
  if (tf.getKernel(operation.name, 'wasm')) tf.unregisterKernel(operation.name, 'wasm');
  tf.registerKernel({ kernelName: operation.name, backendName: 'wasm', kernelFunc });
}
