/**
 * `node main.js folder [eager]`: a workload trained with Thaw's packages on wasm, eagerly: one operation at a time. THAW_THREADS says on how many
 * threads.
 */
import { serveSteps } from '../serve-steps.ts';
import { readWorkload } from '../workload-files.ts';
import { thawSteps } from './steps.ts';

const [, , folder, way] = process.argv;
await serveSteps(await thawSteps(folder!, readWorkload(folder!), way === 'eager' ? false : undefined));
