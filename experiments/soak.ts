import { GPT } from '@thaw/attention';
import {
  type AnyModule,
  type Batch,
  currentDevice,
  geluTanh,
  memory,
  Random,
  relu,
  Sequential,
  seed,
  sparseCategoricalCrossentropy,
  train,
  useDevice,
} from '@thaw/core';
import { digits } from '@thaw/datasets';
import { Conv2D, Dense, Dropout, Flatten, LayerNormalization, MaxPooling2D } from '@thaw/layers';
import { adam } from '@thaw/optimizers';
import { LanguageModel } from '@thaw/rnn';

import type { Budget, Experiment, Outcome, Progress } from './experiment.ts';

/** Steps of each net. */
const steps: Record<Budget, number> = { test: 700, tour: 700, proof: 25_000 };
/** At most so many on WebGPU, where a software adapter takes a hundred times as long. */
const MOST_ON_WEBGPU = 2000;
const [BATCH, TIME, VOCABULARY] = [8, 6, 12];

/**
 * Four small nets train for long by compiled steps, and what the device holds is flat: tensors, and the bytes reserved for them, the memory of
 * wasm or the buffers of the GPU. It is counted after the first tenth of each net's steps and after the last; in Node the memory of the whole
 * process too, which the engine's collector moves up and down.
 */
export const soak: Experiment = {
  id: 'soak',
  title: 'Memory stays flat over a long training',
  year: 2026,
  source: 'a check of this project, of no paper',
  seeds: [1],
  bars: [
    {
      result: 'tensors',
      claim: 'no tensor more after the last step than after a tenth of them',
      atMost: 0,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
    {
      result: 'bytes',
      claim: 'no byte more reserved on the device after the last step than after a tenth of them',
      atMost: 0,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
  ],

  async *run(options): AsyncGenerator<Progress, Outcome, void> {
    seed(options.seed);
    const onWebGPU = (currentDevice() ?? (await useDevice())).name === 'webgpu';
    const each = Math.min(steps[options.budget], onWebGPU ? MOST_ON_WEBGPU : Infinity);
    const nets: [string, () => AnyModule, Iterable<Batch>][] = [
      ['an MLP', multilayerPerceptron, images()],
      ['a convolutional net', convolutionalNet, images()],
      ['an LSTM', () => new LanguageModel(VOCABULARY, 8), sequences(options.seed)],
      ['a GPT', smallGPT, sequences(options.seed)],
    ];
    let [tensors, bytes, processMegabytes] = [0, 0, 0];
    for (const [part, make, batches] of nets) {
      const grown = yield* soakNet(part, make(), batches, each);
      tensors += grown.tensors;
      bytes += grown.bytes;
      processMegabytes += grown.processBytes / 2 ** 20;
    }
    return {
      results: { tensors, bytes, processMegabytes },
      summary: `${tensors} tensors and ${bytes} bytes more after ${each * nets.length} compiled steps of four nets`,
      steps: each * nets.length,
      pictures: [],
    };
  },
};

/** What is held. */
interface Held {
  readonly tensors: number;
  readonly bytes: number;
  /** 0 outside of Node. */
  readonly processBytes: number;
}

/** Trains a net, disposes it, and tells what the device holds more than after a tenth of the steps; it yields every tenth of the way. */
export async function* soakNet(
  part: string,
  model: AnyModule,
  batches: Iterable<Batch>,
  count: number,
): AsyncGenerator<Progress, Held, void> {
  const optimizer = adam({ learningRate: 1e-3 });
  let early: Held | undefined;
  let late = held();
  try {
    const options = { loss: sparseCategoricalCrossentropy, optimizer, compile: true };
    for await (const { step, loss } of train(model, over(batches, count), options)) {
      if (step % (count / 10) !== 0) continue;
      const value = await loss;
      late = held();
      early ??= late;
      yield { part, step, steps: count, loss: value, figures: { ...late } };
    }
    return {
      tensors: late.tensors - early!.tensors,
      bytes: late.bytes - early!.bytes,
      processBytes: late.processBytes - early!.processBytes,
    };
  } finally {
    model.dispose();
    optimizer.dispose();
  }
}

/** What is held now. */
function held(): Held {
  const { tensors, heapBytes, gpuBytes } = memory();
  const { process } = globalThis as { process?: { memoryUsage?: { rss(): number } } };
  return { tensors, bytes: heapBytes ?? gpuBytes ?? 0, processBytes: process?.memoryUsage?.rss() ?? 0 };
}

/** The batches over and over, until there were so many. */
function* over(batches: Iterable<Batch>, count: number): Generator<Batch, void, void> {
  for (let taken = 0; taken < count;) {
    for (const batch of batches) {
      if (taken++ === count) return;
      yield batch;
    }
  }
}

function multilayerPerceptron(): Sequential {
  return new Sequential([new Flatten(), new Dense(64, 32, { activation: relu }), new Dense(32, 10)]);
}

function convolutionalNet(): Sequential {
  return new Sequential([
    new Conv2D(1, 4, 3, { padding: 'same', activation: relu }),
    new MaxPooling2D(2),
    new Flatten(),
    new Dense(64, 16, { activation: geluTanh }),
    new LayerNormalization(16),
    new Dropout(0.1),
    new Dense(16, 10),
  ]);
}

function smallGPT(): GPT {
  return new GPT({ vocabularySize: VOCABULARY, contextLength: TIME, width: 8, layers: 1, numHeads: 2 });
}

/** The digits, as images, in batches of so many. */
export function images(rows: number = BATCH): Batch[] {
  return [...digits({ images: true }).batches(rows).epoch(0)].filter(
    (batch) => batch.input.shape[0] === rows,
  );
}

function sequences(chance: number): Batch[] {
  const ids = new Random(chance).integers(BATCH * (TIME + 1), VOCABULARY);
  const shape = [BATCH, TIME];
  return [{ input: { data: ids.slice(0, BATCH * TIME), shape }, target: { data: ids.slice(BATCH), shape } }];
}
