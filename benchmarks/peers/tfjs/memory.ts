/** `node memory.js folder setting`: how much memory a step takes with plain TensorFlow.js on wasm, no code of Thaw in it. */
import * as tf from '@tensorflow/tfjs';

import { answer } from '../serve-steps.ts';
import type { StepMemory } from '../step-memory.ts';
import { readWorkload } from '../workload-files.ts';
import { completeTfjs } from './missing-kernels.ts';
import { startTfjs, type TfjsSetting } from './start.ts';
import { tfjsSteps } from './steps.ts';

const [, , folder, given] = process.argv;
await startTfjs();
completeTfjs(JSON.parse(given!) as TfjsSetting);
const step = tfjsSteps(readWorkload(folder!));
for (let i = 0; i < 2; i++) step();
const { peakBytes } = await tf.profile(step);
const { HEAPU8 } = (tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm;
answer({ peakBytes, heapBytes: HEAPU8.buffer.byteLength } satisfies StepMemory);
process.exit(0);
