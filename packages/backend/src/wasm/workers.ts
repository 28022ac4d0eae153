import { hasNodeModules, importOptional } from '../device/node-module.ts';

/** What a worker needs to take part in jobs. */
interface Job {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
}

/** Threads that wait for jobs; they keep no process alive. */
export interface Workers {
  end(): void;
}

/** How often a worker looks for the next job before it sleeps: some 0.3 ms, within which the next operation of a step usually comes. */
const SPINS = 200_000;

/**
 * What a worker runs, as text, so that no bundler need find it. It waits for jobs for as long as it lives.
 */
const program = /* @__PURE__ */ `
const serve = ({ module, memory, control, thread, spins }, ready) => {
  const env = { memory, waiting() {}, failed() {} };
  const { exports } = new WebAssembly.Instance(module, { env });
  ready();
  for (let last = 0; ; ) {
    last = exports.awaitJob(control, last, spins);
    try {
      exports.join(control, thread);
    } catch (error) {
      exports.fail(control);
      throw error;
    }
  }
};
`;
const nodeProgram = /* @__PURE__ */ `${program}
const { parentPort } = require('node:worker_threads');
parentPort.once('message', (job) => serve(job, () => parentPort.postMessage('ready')));
`;
const webProgram = /* @__PURE__ */ `${program}
onmessage = ({ data }) => serve(data, () => postMessage('ready'));
`;

/**
 * Starts workers and waits until all of them listen.
 *
 * @param onDeath called when one of them ends that was not told to, with the reason.
 * @throws {Error} where workers or memory shared with them are not to be had; the message says why.
 */
export async function startWorkers(
  count: number,
  job: Job,
  onDeath: (reason: string) => void,
): Promise<Workers> {
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated;
  if (!hasNodeModules() && isolated === false) {
    throw new Error('this page is not cross-origin isolated (its headers COOP and COEP), as threads need');
  }
  const make = hasNodeModules() ? await nodeWorkers() : webWorker;
  let ended = false;
  const workers = Array.from({ length: count }, () => make((reason) => ended || onDeath(reason)));
  const end = (): void => {
    ended = true;
    for (const worker of workers) worker.end();
  };
  try {
    await Promise.all(workers.map((worker, i) => worker.start({ ...job, thread: i + 1, spins: SPINS })));
  } catch (error) {
    end();
    throw error;
  }
  return { end };
}

interface Started {
  start(job: object): Promise<void>;
  end(): void;
}

type MakeWorker = (onDeath: (reason: string) => void) => Started;

interface NodeWorker {
  once(event: string, listener: (value: unknown) => void): void;
  postMessage(value: unknown): void;
  unref(): void;
  terminate(): Promise<number>;
}

async function nodeWorkers(): Promise<MakeWorker> {
  type Constructor = new (program: string, options: object) => NodeWorker;
  const { Worker } = await importOptional<{ Worker: Constructor }>('node:worker_threads');
  return (onDeath) => {
    const worker = new Worker(nodeProgram, { eval: true, name: 'thaw', execArgv: [], env: {} });
    return {
      start: (job) =>
        new Promise((resolve, reject) => {
          worker.once('error', (error) => {
            reject(error as Error);
            onDeath(`met an error: ${(error as Error).message}`);
          });
          worker.once('exit', (code) => {
            reject(new Error(`a worker thread ended with code ${String(code)}`));
            onDeath('ended');
          });
          worker.once('message', () => {
            worker.unref();
            resolve();
          });
          worker.postMessage(job);
        }),
      end: () => void worker.terminate(),
    };
  };
}

const webWorker: MakeWorker = (onDeath) => {
  const address = URL.createObjectURL(new Blob([webProgram], { type: 'text/javascript' }));
  const worker = new Worker(address);
  return {
    start: (job) =>
      new Promise((resolve, reject) => {
        worker.addEventListener('error', (event) => {
          const reason = event.message || 'it may not start workers from blob: addresses';
          reject(new Error(reason));
          onDeath(`met an error: ${reason}`);
        });
        worker.addEventListener('message', () => {
          URL.revokeObjectURL(address);
          resolve();
        });
        worker.postMessage(job);
      }),
    end: () => worker.terminate(),
  };
};
