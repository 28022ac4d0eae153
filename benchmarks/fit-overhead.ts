import {
  fit,
  Random,
  relu,
  Sequential,
  seed,
  sparseCategoricalCrossentropy,
  tf,
  useDevice,
  valueAndGradients,
} from '@thaw/core';
import { compile } from '@thaw/backend/compile';
import { Dense } from '@thaw/layers';
import { adam } from '@thaw/optimizers';

import { contest, type Contestant } from './contest.ts';
import type { Findings, Other } from './measurements.ts';
import type { Say } from './steps/steps.ts';

const [BATCH, BATCHES, EPOCHS] = [128, 20, 2];
/** What `fit` may add to a loop of the same operations, in percent. */
const BAR = 5;

/**
 * What `fit` adds: an MLP 784-256-128-10 learns by it, and by a loop of the same operations written by hand, both from the same arrays; once by
 * compiled steps, as is the default, and once by eager ones. The loops look at nothing but the loss of each epoch's last batch. Programs are made in the
 * round that warms up, and kept.
 */
export async function fitOverhead(say: Say): Promise<Findings> {
  await useDevice('wasm');
  const random = new Random(1);
  const batches: HostBatch[] = Array.from({ length: BATCHES }, () => ({
    input: { data: random.uniform(BATCH * 784), shape: [BATCH, 784] },
    target: { data: random.integers(BATCH, 10), shape: [BATCH] },
  }));
  const other: Other[] = [];
  for (const compiled of [true, false]) {
    const way = compiled ? 'compiled' : 'eager';
    const contestants = [byHand(compiled, batches), byFit(compiled, batches)];
    const scores = await contest(contestants, 120, 1); // many short turns, so that what else the machine does falls on both
    const steps = BATCHES * EPOCHS;
    for (const { name, median } of scores)
      say(`${way}, ${name.padEnd(16)} ${(median / steps).toFixed(3)} ms a step`);
    const more = 100 * (scores[1]!.ratio - 1);
    say(`${way}, fit takes ${more.toFixed(1)}% more (bar: under ${BAR}%)`);
    other.push({ name: `what fit adds to a loop by hand, ${way}`, value: more, unit: '%', bar: BAR });
  }
  return { other };
}

interface HostBatch {
  readonly input: { readonly data: Float32Array; readonly shape: number[] };
  readonly target: { readonly data: Int32Array; readonly shape: number[] };
}

function byFit(compile: boolean, batches: readonly HostBatch[]): Contestant {
  const model = mlp();
  const options = { loss: sparseCategoricalCrossentropy, optimizer: adam(), epochs: EPOCHS, compile };
  return { name: 'fit', run: async () => void (await fit(model, batches, options)) };
}

function byHand(isCompiled: boolean, batches: readonly HostBatch[]): Contestant {
  const model = mlp();
  const optimizer = adam();
  const variables = [...model.parameters().values()].map(({ value }) => value);
  const step = (x: tf.Tensor, labels: tf.Tensor): { loss: tf.Scalar } => {
    const { value, gradients } = valueAndGradients(
      () => sparseCategoricalCrossentropy(labels, model.forward(x, { training: true })),
      variables,
    );
    optimizer.applyGradients(gradients);
    return { loss: value };
  };
  const program = compile(step);
  const take = async (x: tf.Tensor, labels: tf.Tensor): Promise<tf.Scalar> => {
    if (!isCompiled) return tf.tidy(() => step(x, labels)).loss;
    return (program.now(x, labels)?.outputs ?? (await program(x, labels))).loss;
  };
  return {
    name: 'a loop by hand',
    run: async () => {
      for (let epoch = 0; epoch < EPOCHS; epoch++) {
        let last: tf.Tensor | undefined;
        for (const { input, target } of batches) {
          last?.dispose();
          const x = tf.tensor(input.data, input.shape);
          const labels = tf.tensor(target.data, target.shape, 'int32');
          last = await take(x, labels);
          tf.dispose([x, labels]);
        }
        await last!.data();
        last!.dispose();
      }
    },
  };
}

function mlp(): Sequential {
  seed(1);
  return new Sequential([
    new Dense(784, 256, { activation: relu }),
    new Dense(256, 128, { activation: relu }),
    new Dense(128, 10),
  ]);
}
