import {
  accuracy,
  confusionMatrix,
  evaluate,
  relu,
  seed,
  Sequential,
  sparseCategoricalCrossentropy,
  train,
} from '@thaw/core';
import { digitsClasses, mnist as loadMnist } from '@thaw/datasets';
import { Conv2D, Dense, Flatten, MaxPooling2D } from '@thaw/layers';
import { adam, oneCycle } from '@thaw/optimizers';

import type { Budget, Experiment, Outcome, Progress } from './experiment.ts';
import { firstLayer } from './first-layer.ts';
import { heGaussian } from './gaussian-weights.ts';

interface Plan {
  /** How many images to learn from; all unless given. */
  readonly rows?: number;
  readonly epochs: number;
  readonly batchSize: number;
}

const plans: Record<Budget, Plan> = {
  test: { rows: 480, epochs: 2, batchSize: 16 },
  tour: { rows: 12_000, epochs: 1, batchSize: 64 },
  proof: { epochs: 3, batchSize: 64 },
};

/**
 * A net of LeNet's size reads MNIST: 60,000 images of 28x28 to learn from, three times over, and 10,000 to be judged by, which decide nothing.
 *
 * Two convolutions of 5x5, each with its rectifiers and a pooling of maxima, and two dense layers: fewer weights than
 * LeNet-5's 61,706. Adam's rate goes up and down once. The data do not ship with the project: they are
 * downloaded once, or read from the folder that THAW_DATA names.
 *
 * @see LeCun, Bottou, Bengio and Haffner 1998, https://doi.org/10.1109/5.726791
 */
export const mnist: Experiment = {
  id: 'mnist',
  title: "A net of LeNet's size reads MNIST",
  year: 1998,
  source: 'LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition"',
  seeds: [1, 2, 3],
  bars: [
    {
      result: 'testAccuracy',
      claim: 'at least 99.0% of the 10,000 test images right after 3 epochs, by each of seeds 1 to 3',
      atLeast: 0.99,
      over: 'each',
      budgets: ['proof'],
    },
  ],
  ready: async () => void (await loadMnist()),

  async *run({ seed: value, budget }): AsyncGenerator<Progress, Outcome, void> {
    seed(value);
    const { rows, epochs, batchSize } = plans[budget];
    const { training: all, test } = await loadMnist();
    const training = rows === undefined ? all : all.shuffle().take(Math.min(rows, all.rows));
    const batches = training.batches(batchSize);
    const steps = epochs * batches.length;
    const model = smallNet();
    const weights = [...model.parameters().values()].reduce((total, { size }) => total + size, 0);
    const rate = oneCycle({ maxLearningRate: 0.004, totalSteps: steps, pctStart: 0.2 });
    const optimizer = adam({ learningRate: rate });
    try {
      const losses: number[] = [];
      const options = { loss: sparseCategoricalCrossentropy, optimizer, epochs };
      for await (const { step, epoch, loss } of train(model, batches, options)) {
        losses.push(await loss);
        yield { part: `epoch ${epoch} of ${epochs}`, step, steps, loss: losses.at(-1)! };
      }
      const found = await evaluate(model, test.batches(250), { metrics: [accuracy(), confusionMatrix(10)] });
      return {
        results: { testAccuracy: found.accuracy },
        summary:
          `${(100 * found.accuracy).toFixed(2)}% of ${test.rows} test images right after ${epochs} epochs ` +
          `by a net of ${weights} weights`,
        steps,
        pictures: [
          {
            kind: 'lines',
            title: 'MNIST: loss',
            x: 'step',
            y: 'cross-entropy',
            series: [{ name: 'training', points: losses.map((loss, i) => [i + 1, loss] as const) }],
          },
          {
            kind: 'matrix',
            title: 'MNIST: true digit and answer',
            classes: [...digitsClasses],
            counts: found.confusionMatrix,
          },
          await firstLayer(model, 'MNIST: the filters of the first layer', 'layers.0.kernel'),
        ],
      };
    } finally {
      optimizer.dispose();
      model.dispose();
    }
  },
};

function smallNet(): Sequential {
  const convolution = { activation: relu, kernelInitializer: heGaussian };
  return new Sequential([
    new Conv2D(1, 12, 5, { padding: 'same', ...convolution }),
    new MaxPooling2D(2), // [batch, 14, 14, 12]
    new Conv2D(12, 32, 5, convolution),
    new MaxPooling2D(2), // [batch, 5, 5, 32]
    new Flatten(),
    new Dense(800, 60, { activation: relu, kernelInitializer: heGaussian }),
    new Dense(60, 10),
  ]);
}
