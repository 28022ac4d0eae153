/** `node main.js folder`: a workload trained with Thaw's packages on wasm. THAW_THREADS says on how many threads. */
import { serveSteps } from '../serve-steps.ts';
import { readWorkload } from '../workload-files.ts';
import { thawSteps } from './steps.ts';

const [, , folder] = process.argv;
await serveSteps(await thawSteps(folder!, readWorkload(folder!)));
