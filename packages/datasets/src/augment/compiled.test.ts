import { ensureDevice, Random, tf } from '@thaw/backend';
import { compile } from '@thaw/backend/compile';
import {
  type Batch,
  categoricalCrossentropy,
  type Context,
  Module,
  type Objective,
  Parameter,
  sparseCategoricalCrossentropy,
  train,
} from '@thaw/core';
import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeEach, describe, expect, test } from 'vitest';

import { augmentations, batchOf } from './conformance/augmentations.ts';
import {
  augment,
  type Augmentation,
  cutout,
  gaussianNoise,
  mixUp,
  randomFlip,
  randomRotation,
} from './index.ts';

beforeEach(async () => {
  await ensureDevice();
});

type Step = (input: tf.Tensor, target: tf.Tensor) => tf.Tensor[];

/** A step that changes a batch, by numbers that go on from run to run. */
const stepOf = (change: Augmentation, random: Random): Step => {
  return (input, target) => {
    const { input: images, target: targets } = change({ input, target }, { random });
    return [images as tf.Tensor, (targets as tf.Tensor).clone()];
  };
};
const givenOf = (channels = 1): [tf.Tensor, tf.Tensor] => {
  const { input, target } = batchOf(channels) as unknown as Record<
    string,
    { data: Float32Array; shape: number[] }
  >;
  return [tf.tensor(input!.data, input!.shape), tf.tensor(target!.data, target!.shape, 'int32')];
};
const numbersOf = async (tensors: tf.Tensor[]): Promise<unknown[]> => {
  const all = await Promise.all(tensors.map(async (tensor) => [...(await tensor.data())]));
  tf.dispose(tensors);
  return all;
};
const orders = ['randomColorJitter', 'randAugment'];

describe('in a compiled step', () => {
  test.each(augmentations.filter(([name]) => !orders.includes(name)))(
    '%s changes images as in eager, to the bit, anew in each run',
    async (_, change, { channels, draws = true }) => {
      const [input, target] = givenOf(channels);
      const randoms = [new Random(3), new Random(3)];
      const [eager, step] = [stepOf(change, randoms[0]!), compile(stepOf(change, randoms[1]!))];
      const runs: unknown[] = [];
      for (let run = 0; run < 2; run++) {
        runs.push(await numbersOf(tf.tidy(() => eager(input, target))));
        expect(await numbersOf(await step(input, target))).toEqual(runs[run]);
        expect(randoms[1]!.state).toEqual(randoms[0]!.state);
      }
      expect(String(runs[1]) === String(runs[0])).toBe(!draws);
      await expectNoLeak(async () => tf.dispose(await step(input, target)));
      step.dispose();
      tf.dispose([input, target]);
    },
  );

  test.each([
    ['randomColorJitter', 'the order of the changes'],
    ['randAugment', 'which operation each image goes through'],
  ])('%s is refused: %s is drawn in JavaScript', async (name, what) => {
    const change = augmentations.find(([other]) => other === name)![1];
    const [input, target] = givenOf();
    await expect(compile(stepOf(change, new Random(3)), { name: 's' })(input, target)).rejects.toThrow(
      `compile(s): ${name}: ${what}, drawn in JavaScript, would stay in every run what it is now; change the batches before the step, by ` +
        `augmented(batches, [${name}(…)]).`,
    );
    tf.dispose([input, target]);
  });

  test('a generator that the step makes anew is refused', async () => {
    const [input, target] = givenOf();
    const step = compile((images: tf.Tensor) => randomFlip()({ input: images }, { random: new Random(3) }).input as tf.Tensor); // prettier-ignore
    await expect(step(input)).rejects.toThrow(
      'a generator of random numbers is made in the step (new Random, Random.from)',
    );
    tf.dispose([input, target]);
  });
});

/** A net that changes what it learns from. */
class Changing extends Module {
  readonly kernel = new Parameter([20, 6], new Random(5).normal(120, 0, 0.1));
  readonly change = augment(randomFlip(), randomRotation({ factor: 0.1 }), cutout({ size: 2 }), gaussianNoise({ stddev: 0.1 })); // prettier-ignore

  forward(images: tf.Tensor, { training = false, random }: Context = {}): tf.Tensor {
    const input = training
      ? (this.change({ input: images }, { random: random! }).input as tf.Tensor)
      : images;
    return tf.reshape(input, [-1, 20]).matMul(this.kernel.value);
  }
}

test('a model that augments in its forward pass, and an objective that mixes, train compiled as in eager', async () => {
  const mix = mixUp({ classes: 6 });
  const objective: Objective<Changing> = (net, given, context) => {
    const { input, target } = mix(given as unknown as Batch, {
      random: context.random!,
    }) as unknown as Record<string, tf.Tensor>;
    return categoricalCrossentropy(target!, net.forward(input!, context));
  };
  const course = async (compile: boolean, mixes: boolean): Promise<tf.TypedArray> => {
    const model = new Changing();
    const learning = mixes ? { objective } : { loss: sparseCategoricalCrossentropy };
    const options = { optimizer: gradientDescent(0.1), epochs: 3, random: new Random(7), compile };
    for await (const { loss } of train(model, [batchOf(1)], { ...learning, ...options })) await loss;
    return model.kernel.data();
  };
  for (const mixes of [false, true]) {
    const [compiled, eager] = [await course(true, mixes), await course(false, mixes)];
    // The sums of a loss in a loop may be added up in another order.
    await expectClose(tf.tensor1d(compiled), tf.tensor1d(eager), 1e-6);
  }
});
