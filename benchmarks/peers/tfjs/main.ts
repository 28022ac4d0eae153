/** `node main.js folder setting`: a workload trained with plain TensorFlow.js on wasm, no code of Thaw in it. */
import { serveSteps } from '../serve-steps.ts';
import { readWorkload } from '../workload-files.ts';
import { completeTfjs } from './missing-kernels.ts';
import { startTfjs, type TfjsSetting } from './start.ts';
import { tfjsSteps } from './steps.ts';

const [, , folder, given] = process.argv;
const setting = JSON.parse(given!) as TfjsSetting;
await startTfjs();
completeTfjs(setting);
await serveSteps(tfjsSteps(readWorkload(folder!)));
