/**
 * `node making.js folder`: makes the program of a workload's step as the first thing in a process, and answers what that took, what the program is,
 * and how much memory a step takes. With `eager` after the folder it answers how much memory a step takes one operation at a time.
 */
import {
  load,
  memory,
  type Module,
  sparseCategoricalCrossentropy,
  tf,
  useDevice,
  valueAndGradients,
} from '@thaw/core';
import { adam } from '@thaw/optimizers';
import { join } from 'node:path';

import { answer } from '../serve-steps.ts';
import type { StepMemory } from '../step-memory.ts';
import { readWorkload } from '../workload-files.ts';
import { buildModel } from './models.ts';

/** What it takes to make a program, and what comes of it. */
export interface Making extends StepMemory {
  /** From the call to the program, the loading of what it is made by included. */
  readonly milliseconds: number;
  /** Of this process on all its threads, which a busy machine makes no longer. */
  readonly processorMilliseconds: number;
  readonly trace: number;
  readonly passes: number;
  readonly assembly: number;
  /** Kernels that a run calls. */
  readonly calls: number;
  /** Bytes between its operations. */
  readonly arena: number;
}

const [, , folder, way] = process.argv;
const { workload, batches, inputShape } = readWorkload(folder!);
if (workload.kind === 'matmul') throw new Error('A product of matrices has no step to compile.');
await useDevice('wasm');
const model: Module = buildModel(workload);
await load(model, join(folder!, 'weights.safetensors'));
const optimizer = adam();
const variables = [...model.parameters().values()].map(({ value }) => value);
const { input, target } = batches[0]!;
const ids = workload.kind === 'lstm' || workload.kind === 'gpt';
const x = tf.tensor(input, [...inputShape], ids ? 'int32' : 'float32');
const labels = tf.tensor(target, ids ? [...inputShape] : inputShape.slice(0, 1), 'int32');
if (way === 'eager') await measureEager();
else await measureCompiled();
process.exit(0); // idle threads would keep it alive

async function measureEager(): Promise<void> {
  for (let i = 0; i < 2; i++) tf.tidy(() => step(x, labels)); // slots are made in the first
  const { peakBytes } = await tf.profile(() => tf.tidy(() => step(x, labels)));
  answer({ peakBytes, heapBytes: memory().heapBytes! } satisfies StepMemory);
}

async function measureCompiled(): Promise<void> {
  const before = process.cpuUsage();
  const began = performance.now();
  const { compile } = await import('@thaw/backend/compile');
  const run = compile((a: tf.Tensor, b: tf.Tensor) => ({ loss: step(a, b) }));
  await run.prepare(x, labels);
  const milliseconds = performance.now() - began;
  const { user, system } = process.cpuUsage(before);
  const { milliseconds: parts, calls, memory: taken } = run.programs[0]!;
  for (let i = 0; i < 2; i++) (await run(x, labels)).loss.dispose();
  const { loss } = await run(x, labels);
  const { bytes, heapBytes } = memory(); // weights, slots, the batch and the loss
  loss.dispose();
  answer({
    milliseconds,
    processorMilliseconds: (user + system) / 1000,
    ...parts,
    calls,
    arena: taken.arena,
    peakBytes: bytes + taken.arena + taken.constants,
    heapBytes: heapBytes!,
  } satisfies Making);
}

function step(a: tf.Tensor, b: tf.Tensor): tf.Scalar {
  const { value, gradients } = valueAndGradients(
    () => sparseCategoricalCrossentropy(b, model.forward(a, { training: true }) as tf.Tensor),
    variables,
  );
  optimizer.applyGradients(gradients);
  return value;
}
