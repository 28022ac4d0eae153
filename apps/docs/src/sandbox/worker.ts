import type * as core from '@thaw/core';
import type { Experiment } from '@thaw/experiments/experiment';

import type { Report, Request } from './messages.ts';
import { ModuleLoader } from './module-loader.ts';
import { Pace } from './pace.ts';
import { runExperiment, type Running } from './run-experiment.ts';

/** The worker in the sandbox: it takes modules as text, runs the experiment among them, and reports to the page. */
const pace = new Pace();
const running: Running = {};
let reader = '';
let report: (report: Report) => void = () => undefined;
const loader = new ModuleLoader((key) => report({ type: 'need', key }));

globalThis.addEventListener(
  'message',
  ({ ports: [port] }) => {
    if (!port) return;
    report = (message) => port.postMessage(message);
    port.addEventListener('message', ({ data }: MessageEvent<Request>) => answer(data));
    port.start();
  },
  { once: true },
);
globalThis.addEventListener('unhandledrejection', ({ reason }) => fail(reason));
globalThis.addEventListener('error', ({ error }) => fail(error));

function answer(request: Request): void {
  switch (request.type) {
    case 'modules':
      return loader.add(request.modules);
    case 'missing':
      return loader.miss(request.key, request.reason);
    case 'run':
      reader = request.key;
      return void run(request).catch(fail);
    case 'pause':
      return pace.pause();
    case 'resume':
      return pace.resume();
    case 'step':
      return pace.step();
    case 'pace':
      pace.milliseconds = request.milliseconds;
      return;
    case 'ask': {
      const input = { data: Float32Array.from(request.data), shape: [...request.shape] };
      void running.answer?.(input).then((picture) => report({ type: 'answer', picture }), fail);
    }
  }
}

async function run(request: Request & { type: 'run' }): Promise<void> {
  const runtime = (await loader.import('core/index')) as typeof core;
  const experiment = theExperiment((await loader.import(request.key)) as object);
  await runExperiment(experiment, request, runtime, pace, running, report);
}

/** The first export that can be run. */
function theExperiment(module: object): Experiment {
  const found = Object.values(module).find((value) => typeof value?.run === 'function');
  if (found === undefined) {
    const names = Object.keys(module).join(', ') || 'nothing';
    throw new Error(
      `This file exports ${names}; expected an experiment, an object with a method run: export const xor: Experiment = { … }.`,
    );
  }
  return { ...found, run: (options) => found.run(options), bars: found.bars ?? [] };
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  report({ type: 'failed', message: loader.named(message), line: loader.lineOf(reader, error) });
}
