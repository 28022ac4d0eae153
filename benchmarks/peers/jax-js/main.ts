/** `node main.js folder setting`: a workload trained with jax-js on its wasm device. */
import { serveSteps } from '../serve-steps.ts';
import { readWorkload } from '../workload-files.ts';
import type { JaxSetting } from './setting.ts';
import { offerWorkers } from './web-workers.ts';

const [, , folder, given] = process.argv;
const setting = JSON.parse(given!) as JaxSetting;
if (setting.threads > 1) offerWorkers(setting.threads);
const { jaxSteps } = await import('./steps.ts'); // jax-js looks for workers when it is loaded
await serveSteps(await jaxSteps(readWorkload(folder!), setting));
