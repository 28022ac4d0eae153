import { type Compiled, compile } from '@thaw/backend/compile';
import {
  type AnyModule,
  sparseCategoricalCrossentropy,
  seed,
  tf,
  useDevice,
  valueAndGradients,
} from '@thaw/core';
import { adam } from '@thaw/optimizers';

import { median } from '../median.ts';
import { buildModel } from '../peers/thaw/models.ts';
import { adamSettings, batchShape, classesOf, type StepName, workloads } from '../steps/workload.ts';

type Trained = (typeof workloads)[StepName];

/** As those of `steps`, but small enough for an adapter in software. */
const small: { readonly [Name in StepName]: (typeof workloads)[Name] } = {
  mlp: { ...workloads.mlp, batch: 32 },
  cnn: { ...workloads.cnn, size: 16, filters: [8, 16], units: 64, batch: 8 },
  lstm: { ...workloads.lstm, embedding: 32, hidden: 64, steps: 16, batch: 8 },
  gpt: { ...workloads.gpt, layers: 2, width: 32, heads: 2, context: 32, batch: 2 },
};

/** Rows of steps whose JavaScript is timed, and steps in each. */
const ROWS = 5;
const ROW = 5;

/** Pairs of steps that count; fewer once it took so long, in milliseconds. */
const PAIRS = 9;
const PATIENCE = 60_000;
const LEAST = 5;

/** One step taken operation by operation, and as a program, in turn. */
export interface Pair {
  readonly workload: StepName;
  /** Medians in milliseconds, from the call to the loss on the host. */
  readonly eager: number;
  readonly compiled: number;
  readonly dispatches: { readonly eager: number; readonly compiled: number };
  /** How far the losses are from each other, as a part of the loss, at most. */
  readonly apart: number;
}

/** What JavaScript does in a step of the GPT of `steps`, of its real size. */
export interface Script {
  /** From the call of the program to its promise's end, in which nothing waits for the device: the median of all steps in rows. */
  readonly milliseconds: number;
  /** Of the first of a row, which finds nothing in the processor's caches: the median. */
  readonly afterWait: number;
  readonly dispatches: number;
  readonly layers: number;
  /** Seconds until the program was there: its trace and passes, and its kernels as the device made them. */
  readonly seconds: { readonly trace: number; readonly assembly: number };
}

/** What one place, Node or a browser, gave. */
export interface Measured {
  readonly adapter: string;
  readonly pairs: readonly Pair[];
  readonly script: Script;
}

/** Measures steps on the WebGPU device there is. It needs nothing but that, and so runs in Node and in a page. */
export async function measure(): Promise<Measured> {
  const { adapter = 'unnamed' } = await useDevice('webgpu');
  const script = await measureScript(); // the first, so that its kernels are not known yet
  const pairs: Pair[] = [];
  for (const name of ['mlp', 'cnn', 'lstm', 'gpt'] as const) pairs.push(await measurePair(small[name]));
  return { adapter, pairs, script };
}

type Step = (input: tf.Tensor, target: tf.Tensor) => { loss: tf.Tensor };

/** A model from a seed, and the step by which it learns. */
function learner(workload: Trained): { step: Step; dispose(): void } {
  seed(1);
  const model = buildModel(workload) as AnyModule & { forward(input: tf.Tensor, context: object): tf.Tensor };
  const optimizer = adam(adamSettings);
  const variables = [...model.parameters().values()].map(({ value }) => value);
  const step: Step = (input, target) => {
    const { value, gradients } = valueAndGradients(() => {
      return sparseCategoricalCrossentropy(target, model.forward(input, { training: true }));
    }, variables);
    optimizer.applyGradients(gradients);
    return { loss: value };
  };
  const dispose = (): void => {
    model.dispose();
    optimizer.dispose();
  };
  return { step, dispose };
}

/** Numbers of no meaning, on the host. */
function batchOf(workload: Trained): [input: tf.Tensor, target: tf.Tensor] {
  const { input, targets } = batchShape(workload);
  const ids = (count: number): Int32Array => {
    return Int32Array.from({ length: count }, (_, i) => (i * 7919) % classesOf(workload));
  };
  const size = input.reduce((product, length) => product * length, 1);
  const isText = workload.kind === 'lstm' || workload.kind === 'gpt';
  return [
    isText
      ? tf.tensor(ids(size), [...input], 'int32')
      : tf.tensor(
          Float32Array.from({ length: size }, (_, i) => Math.sin(i)),
          [...input],
        ),
    tf.tensor(ids(targets), isText ? [...input] : [targets], 'int32'),
  ];
}

/**
 * Steps are asked for in rows, as a training loop does that reads no loss on its way. Between rows the device is waited for: on an adapter
 * in software the two would be in each other's way.
 */
async function measureScript(): Promise<Script> {
  const workload = workloads.gpt;
  const { step, dispose } = learner(workload);
  const program = compile(step);
  const { queue } = tf.backend() as unknown as { queue: GPUQueue };
  const rows: number[][] = [];
  for (let row = 0; row <= ROWS; row++) {
    const length = row === 0 ? 2 : ROW; // the first two bind what is bound for good
    const batches = Array.from({ length }, () => batchOf(workload));
    if (row === 0) await program.prepare(...batches[0]!);
    const losses: tf.Tensor[] = [];
    const took: number[] = [];
    for (const batch of batches) {
      const begin = performance.now();
      losses.push((await program(...batch)).loss);
      took.push(performance.now() - begin);
    }
    if (row > 0) rows.push(took);
    await queue.onSubmittedWorkDone();
    tf.dispose([losses, batches]);
  }
  const { calls, milliseconds } = program.programs[0]!;
  program.dispose();
  dispose();
  return {
    milliseconds: median(rows.flat()),
    afterWait: median(rows.map(([first]) => first!)),
    dispatches: calls,
    layers: workload.layers,
    seconds: {
      trace: (milliseconds.trace + milliseconds.passes) / 1000,
      assembly: milliseconds.assembly / 1000,
    },
  };
}

async function measurePair(workload: Trained): Promise<Pair> {
  const [eager, compiled] = [learner(workload), learner(workload)];
  const program: Compiled<Parameters<Step>, ReturnType<Step>> = compile(compiled.step);
  const batch = batchOf(workload);
  const counter = countDispatches();
  const taken = {
    eager: () => tf.tidy(() => eager.step(...batch).loss),
    compiled: async () => (await program(...batch)).loss,
  };
  const times: { eager: number[]; compiled: number[] } = { eager: [], compiled: [] };
  const dispatches = { eager: 0, compiled: 0 };
  let apart = 0;
  const isOver = whenOver();
  for (let i = 0; !isOver(times.compiled.length, PAIRS); i++) {
    const losses: number[] = [];
    for (const way of ['eager', 'compiled'] as const) {
      const before = counter.count;
      const begin = performance.now();
      const loss = await taken[way]();
      losses.push((await loss.data())[0]!);
      if (i > 0) times[way].push(performance.now() - begin); // the first makes the kernels
      dispatches[way] = counter.count - before;
      loss.dispose();
    }
    apart = Math.max(apart, Math.abs(losses[0]! - losses[1]!) / Math.abs(losses[0]!));
  }
  counter.stop();
  program.dispose();
  tf.dispose(batch);
  eager.dispose();
  compiled.dispose();
  return {
    workload: workload.kind,
    eager: median(times.eager),
    compiled: median(times.compiled),
    dispatches,
    apart,
  };
}

/** Says, from now on, whether so many of so many are enough. */
function whenOver(): (taken: number, all: number) => boolean {
  const begin = performance.now();
  return (taken, all) => taken >= all || (taken >= LEAST && performance.now() - begin > PATIENCE);
}

/** Counts what is handed to the device, eagerly or by a program. */
function countDispatches(): { readonly count: number; stop(): void } {
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  const pass = device.createCommandEncoder().beginComputePass();
  const prototype = Object.getPrototypeOf(pass) as GPUComputePassEncoder;
  pass.end();
  const { dispatchWorkgroups } = prototype;
  const counter = { count: 0, stop: () => void (prototype.dispatchWorkgroups = dispatchWorkgroups) };
  prototype.dispatchWorkgroups = function (x, y, z) {
    counter.count++;
    dispatchWorkgroups.call(this, x, y, z);
  };
  return counter;
}
