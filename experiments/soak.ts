import { GPT } from '@thaw/attention';
import {
  type AnyModule,
  type Batch,
  geluTanh,
  memory,
  Random,
  relu,
  Sequential,
  seed,
  sparseCategoricalCrossentropy,
  train,
} from '@thaw/core';
import { digits } from '@thaw/datasets';
import { Conv2D, Dense, Dropout, Flatten, LayerNormalization, MaxPooling2D } from '@thaw/layers';
import { adam } from '@thaw/optimizers';
import { LanguageModel } from '@thaw/rnn';

import type { Budget, Experiment, Outcome, Progress } from './experiment.ts';

/** Steps of each net. */
const steps: Record<Budget, number> = { test: 700, tour: 700, proof: 34_000 };
const [BATCH, TIME, VOCABULARY] = [8, 6, 12];

/**
 * Three small nets train for long, and what the device holds is flat: tensors, and the bytes reserved for them, the memory of wasm or the
 * buffers of the GPU. It is counted after the first tenth of each net's steps and after the last.
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
    const each = steps[options.budget];
    const nets: [string, () => AnyModule, Iterable<Batch>][] = [
      ['a convolutional net', convolutionalNet, images()],
      ['an LSTM', () => new LanguageModel(VOCABULARY, 8), sequences(options.seed)],
      ['a GPT', smallGPT, sequences(options.seed)],
    ];
    let [tensors, bytes] = [0, 0];
    for (const [part, make, batches] of nets) {
      const grown = yield* soakNet(part, make(), batches, each);
      tensors += grown.tensors;
      bytes += grown.bytes;
    }
    return {
      results: { tensors, bytes },
      summary: `${tensors} tensors and ${bytes} bytes more after ${each * nets.length} steps of three nets`,
      steps: each * nets.length,
      pictures: [],
    };
  },
};

/** Trains a net, disposes it, and tells what the device holds more than after a tenth of the steps; it yields every tenth of the way. */
export async function* soakNet(
  part: string,
  model: AnyModule,
  batches: Iterable<Batch>,
  count: number,
): AsyncGenerator<Progress, { tensors: number; bytes: number }, void> {
  const optimizer = adam({ learningRate: 1e-3 });
  let early: ReturnType<typeof held> | undefined;
  let late = held();
  try {
    const options = { loss: sparseCategoricalCrossentropy, optimizer };
    for await (const { step, loss } of train(model, over(batches, count), options)) {
      if (step % (count / 10) !== 0) continue;
      const value = await loss;
      late = held();
      early ??= late;
      yield { part, step, steps: count, loss: value, figures: { ...late } };
    }
    return { tensors: late.tensors - early!.tensors, bytes: late.bytes - early!.bytes };
  } finally {
    model.dispose();
    optimizer.dispose();
  }
}

/** What is held now. */
function held(): { tensors: number; bytes: number } {
  const { tensors, heapBytes, gpuBytes } = memory();
  return { tensors, bytes: heapBytes ?? gpuBytes ?? 0 };
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
