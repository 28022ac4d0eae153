import { expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Affine } from '../../fixtures/affine.ts';
import {
  ArgumentError,
  Buffer,
  checkGradients,
  Lambda,
  Module,
  Parameter,
  Random,
  Sequential,
  tanh,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

/** y = tanh(x·W) with a gradient in W that is `wrong` times too large. */
class Skewed extends Module {
  readonly kernel = new Parameter([3, 4], new Random(2).normal(12));
  readonly #wrong: number;

  constructor(wrong: number) {
    super();
    this.#wrong = wrong;
  }

  forward(x: tf.Tensor): tf.Tensor {
    const skew = tf.customGrad((w) => ({
      value: tf.mul(w as tf.Tensor, 1),
      gradFunc: (dy) => tf.mul(dy, this.#wrong),
    }));
    return tanh(tf.matMul(x as tf.Tensor2D, skew(this.kernel.value) as tf.Tensor2D));
  }
}

const rows = (): tf.Tensor => tf.tensor2d(new Random(1).normal(15), [5, 3]);

test('right gradients agree, one that is a tenth too large does not', async () => {
  const right = await checkGradients(new Skewed(1), rows());
  expect(right.map(({ path }) => path).sort()).toEqual(['input', 'kernel']);
  expect(right.map(({ error }) => error < 2e-3)).toEqual([true, true]);
  const [wrong, input] = await checkGradients(new Skewed(1.1), rows());
  expect(wrong!.path).toBe('kernel');
  expect(wrong!.error).toBeCloseTo(0.1 / 1.1, 3);
  expect(wrong!.worst.backward / wrong!.worst.numeric).toBeCloseTo(1.1, 2);
  expect(input!.error).toBeLessThan(2e-3);
});

test('of y = 2x + 1 each gradient is known', async () => {
  const model = new Affine();
  model.kernel.assign(Float32Array.of(2));
  const found = await checkGradients(model, tf.tensor2d([[3]]));
  const factor = new Random(1).fork('projection').normal(1)[0]!;
  const byPath = Object.fromEntries(found.map(({ path, worst }) => [path, worst.numeric / factor]));
  expect(byPath['kernel']).toBeCloseTo(3, 4);
  expect(byPath['bias']).toBeCloseTo(1, 4);
  expect(byPath['input']).toBeCloseTo(2, 4);
  expect(found.every(({ places, error }) => places === 1 && error < 1e-4)).toBe(true);
});

test('weights and buffers are afterwards as before, to the bit, and nothing stays', async () => {
  class Counting extends Skewed {
    readonly passes = new Buffer([1], new Float32Array(1));

    override forward(x: tf.Tensor): tf.Tensor {
      this.passes.assign(tf.add(this.passes.value, 1));
      return super.forward(x);
    }
  }
  const model = new Counting(1);
  const x = rows();
  await checkGradients(model, x, { places: 2 });
  const before = await model.kernel.data();
  await expectNoLeak(async () => void (await checkGradients(model, x, { training: true, places: 3 })));
  expect(await model.kernel.data()).toEqual(before);
  expect(await model.passes.data()).toEqual(Float32Array.of(0));
});

test('what a training pass draws is the same in each', async () => {
  const noisy = new Sequential([
    new Lambda((x, { random }) => tf.mul(x, tf.tensor(random!.uniform(x.size), x.shape))),
    new Affine(),
  ]);
  const found = await checkGradients(noisy, tf.tensor2d([[0.5], [2]]), { training: true });
  expect(found.every(({ error }) => error < 1e-3)).toBe(true);
});

describe('errors', () => {
  test.each<[() => Promise<unknown>, Error]>([
    [
      () => checkGradients(new Lambda((x) => x), tf.tensor1d([1], 'int32')),
      new ArgumentError(
        'checkGradients: Lambda has no trainable parameters, and its input is no float32 tensor; there is nothing to try.',
      ),
    ],
    [
      () => checkGradients(new Affine(), tf.ones([1, 1]), { step: 0 }),
      new ArgumentError('checkGradients: step must be a number above 0, got 0.'),
    ],
    [
      () => checkGradients(new Affine(), tf.ones([1, 1]), { epsilon: 1 } as never),
      new ArgumentError(
        'checkGradients: there is no option "epsilon"; the options are places, step, training, seed.',
      ),
    ],
  ])('%s', async (run, error) => {
    await expect(run()).rejects.toThrow(error);
  });
});
