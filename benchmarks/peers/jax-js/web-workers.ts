import { resolveObjectURL } from 'node:buffer';
import { Worker as NodeWorker } from 'node:worker_threads';

/**
 * jax-js threads its kernels where there is a `Worker` as browsers have it; Node has none. This gives it one, on Node's own
 * threads, and says how many to start. To be called before jax-js is loaded.
 */
export function offerWorkers(count: number): void {
  Object.defineProperty(globalThis, 'navigator', {
    value: { hardwareConcurrency: count },
    configurable: true,
  });
  Object.assign(globalThis, { Worker: WebWorker });
}

/** Runs in the thread: the first message is the program, all others are the program's. */
const FIRST = `
  const { parentPort } = require('node:worker_threads');
  globalThis.self = globalThis;
  globalThis.postMessage = (message) => parentPort.postMessage(message);
  parentPort.once('message', (program) => {
    (0, eval)(program);
    parentPort.on('message', (data) => self.onmessage({ data }));
  });
`;

/** As much of a browser's worker as jax-js uses. */
class WebWorker {
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onerror: ((error: Error) => void) | undefined;
  readonly #worker = new NodeWorker(FIRST, { eval: true });
  /** Messages that wait until the program is there; undefined from then on. */
  #waiting: unknown[] | undefined = [];

  /** @param address a blob: address of the program. */
  constructor(address: string) {
    this.#worker.on('message', (data) => this.onmessage?.({ data }));
    this.#worker.on('error', (error: Error) => this.onerror?.(error));
    void resolveObjectURL(address)!
      .text()
      .then((program) => {
        for (const message of [program, ...this.#waiting!]) this.#worker.postMessage(message);
        this.#waiting = undefined;
      });
  }

  postMessage(message: unknown): void {
    if (this.#waiting) this.#waiting.push(message);
    else this.#worker.postMessage(message);
  }
}
