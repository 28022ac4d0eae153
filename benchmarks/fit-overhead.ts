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
import { Dense } from '@thaw/layers';
import { adam } from '@thaw/optimizers';

import { contest, type Contestant } from './contest.ts';
import type { Findings } from './measurements.ts';
import type { Say } from './steps/steps.ts';

const [BATCH, BATCHES, EPOCHS] = [128, 20, 2];
/** What `fit` may add to a loop of the same operations, in percent. */
const BAR = 5;

/**
 * What `fit` adds: an MLP 784-256-128-10 learns by it, and by a loop of the same operations written by hand, both from the same arrays. The loop looks at nothing but the loss of each epoch's last batch.
 */
export async function fitOverhead(say: Say): Promise<Findings> {
  await useDevice('wasm');
  const random = new Random(1);
  const batches = Array.from({ length: BATCHES }, () => ({
    input: { data: random.uniform(BATCH * 784), shape: [BATCH, 784] },
    target: { data: random.integers(BATCH, 10), shape: [BATCH] },
  }));
  let model = mlp();
  let optimizer = adam();
  const prepare = (): void => {
    model.dispose();
    optimizer.dispose();
    model = mlp();
    optimizer = adam();
  };
  const byFit: Contestant = {
    name: 'fit',
    prepare,
    run: async () => {
      await fit(model, batches, { loss: sparseCategoricalCrossentropy, optimizer, epochs: EPOCHS });
    },
  };
  const byHand: Contestant = {
    name: 'a loop by hand',
    prepare,
    run: async () => {
      const variables = [...model.parameters().values()].map(({ value }) => value);
      for (let epoch = 0; epoch < EPOCHS; epoch++) {
        let last: tf.Tensor | undefined;
        for (const { input, target } of batches) {
          last?.dispose();
          last = tf.tidy(() => {
            const x = tf.tensor(input.data, input.shape);
            const labels = tf.tensor(target.data, target.shape, 'int32');
            const { value, gradients } = valueAndGradients(
              () => sparseCategoricalCrossentropy(labels, model.forward(x, { training: true })),
              variables,
            );
            optimizer.applyGradients(gradients);
            return value;
          });
        }
        await last!.data();
        last!.dispose();
      }
    },
  };
  const scores = await contest([byHand, byFit], 120, 1); // many short turns, so that what else the machine does falls on both
  const steps = BATCHES * EPOCHS;
  for (const { name, median } of scores) say(`${name.padEnd(16)} ${(median / steps).toFixed(3)} ms a step`);
  const more = 100 * (scores[1]!.ratio - 1);
  say(`fit takes ${more.toFixed(1)}% more (bar: under ${BAR}%)`);
  return {
    other: [{ name: 'what fit adds to a loop by hand', value: more, unit: '%', bar: BAR }],
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
