import {
  fit,
  memory,
  normal,
  Random,
  relu,
  seed,
  Sequential,
  sparseCategoricalCrossentropy,
  tf,
  toSafetensors,
  train,
  useDevice,
} from '@thaw/core';
import { digits } from '@thaw/datasets';
import { AveragePooling2D, Conv2D, Dense, Dropout, Flatten, MaxPooling2D } from '@thaw/layers';
import { adam, sgd } from '@thaw/optimizers';
import { beforeAll, expect, test } from 'vitest';

// On wasm, which cannot train a convolution without Thaw's kernels.
beforeAll(async () => {
  await useDevice('wasm');
});

const images = digits({ images: true });
const loss = sparseCategoricalCrossentropy;

function smallNet(): Sequential {
  return new Sequential([
    // A bias that is not zero: on black pixels the rectifier would stand exactly in its corner.
    new Conv2D(1, 4, 3, { padding: 'same', activation: relu, biasInitializer: normal(0.3) }),
    new MaxPooling2D(2),
    new Conv2D(4, 6, 3, { padding: 'same', strides: [2, 1] }),
    new AveragePooling2D(2, { padding: 'same' }),
    new Flatten(),
    new Dropout(0.2),
    new Dense(12, 10),
  ]);
}

test('the gradient in every parameter of a small CNN, on real digits, equals central differences', async () => {
  seed(3);
  const model = smallNet();
  const [batch] = images.batches(16, { shuffle: false }).epoch(0);
  const input = tf.tensor(batch!.input.data, [...batch!.input.shape]);
  const target = tf.tensor(batch!.target.data, [...batch!.target.shape], 'int32');
  const compute = (): tf.Scalar =>
    loss(target, model.forward(input, { training: true, random: new Random(1) }));
  const parameters = [...model.parameters().values()];
  const { value, grads } = tf.variableGrads(
    compute,
    parameters.map((parameter) => parameter.value),
  );
  expect(Object.keys(grads)).toHaveLength(6);
  for (const parameter of parameters) {
    const gradient = await grads[parameter.value.name]!.data<'float32'>();
    const before = await parameter.data();
    const norm = Math.hypot(...gradient);
    expect(norm).toBeGreaterThan(1e-3);
    // Along the gradient, where the derivative is its norm, and along directions of chance.
    const directions = [gradient, ...[1, 2, 3].map((label) => new Random(label).normal(gradient.length))];
    for (const direction of directions) {
      const length = Math.hypot(...direction);
      const moved = async (by: number): Promise<number> => {
        parameter.assign(before.map((place, i) => place + (by * direction[i]!) / length));
        const there = tf.tidy(compute);
        const [figure] = await there.data();
        there.dispose();
        return figure!;
      };
      const step = 1e-3; // further off, rectifiers and maxima turn over
      const numeric = ((await moved(step)) - (await moved(-step))) / (2 * step);
      const analytic = gradient.reduce((sum, part, i) => sum + (part * direction[i]!) / length, 0);
      expect(Math.abs(numeric - analytic)).toBeLessThanOrEqual(1e-2 * norm);
    }
    parameter.assign(before);
  }
  tf.dispose([input, target, value, ...Object.values(grads)]);
  model.dispose();
});

test('the same seed gives the same losses and weights, to the bit; another seed others', async () => {
  const run = async (value: number) => {
    seed(value);
    const model = smallNet();
    const options = { loss, optimizer: adam({ learningRate: 0.01 }), epochs: 2 };
    const { losses } = await fit(model, images.take(320).batches(32), options);
    const weights = await toSafetensors(model);
    model.dispose();
    options.optimizer.dispose();
    return { losses, weights };
  };
  const first = await run(7);
  expect(first.losses).toHaveLength(20);
  expect(first.losses.at(-1)).toBeLessThan(first.losses[0]!);
  expect(await run(7)).toEqual(first);
  expect((await run(8)).losses).not.toEqual(first.losses);
});

test('memory is flat over a thousand steps', async () => {
  const before = memory();
  seed(1);
  const model = smallNet();
  const options = { loss, optimizer: sgd({ learningRate: 0.01, momentum: 0.9 }), epochs: 125 };
  const counts = new Set<string>(); // at the end of each epoch: within one, some losses wait to be read
  let taken = 0;
  for await (const { step } of train(model, images.take(32).batches(4), options)) {
    taken = step;
    if (step % 8 === 0 && step > 8) counts.add(JSON.stringify(memory()));
  }
  expect(taken).toBe(1000);
  expect(counts.size).toBe(1);
  model.dispose();
  options.optimizer.dispose();
  expect(memory()).toEqual(before);
});
