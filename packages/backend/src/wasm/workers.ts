import { hasNodeModules, importOptional } from '../device/node-module.ts';
import type { Added } from './added-modules.ts';

/** What a worker needs to take part in jobs. */
interface Job {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
}

/** Threads that wait for jobs; they keep no process alive. */
export interface Workers {
  /**
   * Tells them of modules. They go to read that when no job keeps them.
   *
   * @returns when all of them have, or one of them has ended.
   */
  tell(added: readonly Added[]): Promise<void>;
  end(): void;
}

/** How often a worker looks for the next job before it sleeps: some 0.3 ms, within which the next operation of a step usually comes. */
const SPINS = 200_000;

/**
 * What a worker runs, as text, so that no bundler need find it. It waits for jobs until it is called to read what was sent to it, which a
 * thread that waits cannot hear of; then it waits again. It answers each message with how many it has read.
 */
const program = /* @__PURE__ */ `
const serve = ({ module, memory, control, thread, spins }, answer) => {
  const table = new WebAssembly.Table({ initial: 1, element: 'anyfunc' });
  const env = { memory, table, waiting() {}, failed() {} };
  const { exports: kernels } = new WebAssembly.Instance(module, { env });
  let last = 0, known = 1, read = 0;
  const wait = () => {
    answer(read);
    while (kernels.calls(control) === read) {
      last = kernels.awaitJob(control, last, spins);
      try {
        kernels.join(control, thread, known);
      } catch (error) {
        kernels.fail(control);
        throw error;
      }
    }
  };
  wait();
  return (added) => {
    for (const { slot, module } of added) {
      if (slot >= known) table.grow(slot + 1 - known);
      known = Math.max(known, slot + 1);
      table.set(slot, module ? new WebAssembly.Instance(module, { env: { memory }, kernels }).exports.run : null);
    }
    read++;
    wait();
  };
};
let hear;
const listen = (message, answer) => {
  if (hear) hear(message);
  else hear = serve(message, answer);
};
`;
const nodeProgram = /* @__PURE__ */ `${program}
const { parentPort } = require('node:worker_threads');
parentPort.on('message', (message) => listen(message, (read) => parentPort.postMessage(read)));
`;
const webProgram = /* @__PURE__ */ `${program}
onmessage = ({ data }) => listen(data, (read) => postMessage(read));
`;

/**
 * Starts workers and waits until all of them listen.
 *
 * @param onDeath called when one of them ends that was not told to, with the reason.
 * @param call tells those that wait for a job that they were sent something.
 * @throws {Error} where workers or memory shared with them are not to be had; the message says why.
 */
export async function startWorkers(
  count: number,
  job: Job,
  onDeath: (reason: string) => void,
  call: () => void,
): Promise<Workers> {
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated;
  if (!hasNodeModules() && isolated === false) {
    throw new Error('this page is not cross-origin isolated (its headers COOP and COEP), as threads need');
  }
  const make = hasNodeModules() ? await nodeWorkers() : webWorker;
  let ended = false;
  const workers = Array.from({ length: count }, () => new Asked(make, (reason) => ended || onDeath(reason)));
  const end = (): void => {
    ended = true;
    for (const worker of workers) worker.end();
  };
  const tell = async (added: readonly Added[]): Promise<void> => {
    const answers = workers.map((worker) => worker.ask(added));
    call();
    await Promise.allSettled(answers); // the next job says why a worker has ended
  };
  try {
    await Promise.all(workers.map((worker, i) => worker.ask({ ...job, thread: i + 1, spins: SPINS })));
  } catch (error) {
    end();
    throw error;
  }
  return { tell, end };
}

/** A worker, of Node or of a page. */
interface Thread {
  send(message: unknown): void;
  /** Whether it keeps the process alive. */
  hold(isHeld: boolean): void;
  end(): void;
}

type MakeThread = (onAnswer: () => void, onDeath: (reason: string, error: Error) => void) => Thread;

/** A worker that answers each message, in their order; while an answer is awaited it keeps the process alive. */
class Asked {
  readonly #thread: Thread;
  readonly #awaited: { resolve(): void; reject(error: Error): void }[] = [];
  #death: Error | undefined;

  constructor(make: MakeThread, onDeath: (reason: string) => void) {
    const onAnswer = (): void => {
      this.#awaited.shift()?.resolve();
      this.#thread.hold(this.#awaited.length > 0);
    };
    this.#thread = make(onAnswer, (reason, error) => {
      this.#die(error);
      onDeath(reason);
    });
  }

  ask(message: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#death) return reject(this.#death);
      this.#awaited.push({ resolve, reject });
      this.#thread.hold(true);
      this.#thread.send(message);
    });
  }

  end(): void {
    this.#die(new Error('the worker thread was ended'));
    this.#thread.end();
  }

  #die(error: Error): void {
    this.#death ??= error;
    for (const { reject } of this.#awaited.splice(0)) reject(error);
  }
}

interface NodeWorker {
  on(event: string, listener: (value: unknown) => void): void;
  postMessage(value: unknown): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<number>;
}

async function nodeWorkers(): Promise<MakeThread> {
  type Constructor = new (program: string, options: object) => NodeWorker;
  const { Worker } = await importOptional<{ Worker: Constructor }>('node:worker_threads');
  return (onAnswer, onDeath) => {
    const worker = new Worker(nodeProgram, { eval: true, name: 'thaw', execArgv: [], env: {} });
    worker.on('error', (error) => onDeath(`met an error: ${(error as Error).message}`, error as Error));
    worker.on('exit', (code) => {
      onDeath('ended', new Error(`a worker thread ended with code ${String(code)}`));
    });
    worker.on('message', onAnswer);
    return {
      send: (message) => worker.postMessage(message),
      hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
      end: () => void worker.terminate(),
    };
  };
}

const webWorker: MakeThread = (onAnswer, onDeath) => {
  const address = URL.createObjectURL(new Blob([webProgram], { type: 'text/javascript' }));
  const worker = new Worker(address);
  worker.addEventListener('error', (event) => {
    const reason = event.message || 'it may not start workers from blob: addresses';
    onDeath(`met an error: ${reason}`, new Error(reason));
  });
  worker.addEventListener('message', () => {
    URL.revokeObjectURL(address);
    onAnswer();
  });
  return {
    send: (message) => worker.postMessage(message),
    hold: () => undefined,
    end: () => worker.terminate(),
  };
};
