import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, test } from 'vitest';

import { batchNorm, ensureDevice, Random, tf } from '../../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((product, length) => product * length, 1)), shape);

test('columns 1, 3 and 0, 8 become −1, 1 times gamma plus beta', async () => {
  const x = tf.tensor2d([[1, 0], [3, 8]]); // prettier-ignore
  const { y, mean, variance } = batchNorm(x, { gamma: tf.tensor1d([1, 2]), beta: tf.tensor1d([0, 5]) }, 0);
  await expectClose(y, [[-1, 3], [1, 7]], 1e-6); // prettier-ignore
  await expectClose(mean, [2, 4], 0);
  await expectClose(variance, [1, 16], 0);
  await expectClose(batchNorm(x, {}, 0).y, [[-1, -1], [1, 1]], 1e-6); // prettier-ignore
});

test('a mean that is large beside the deviations costs no digits', async () => {
  const deviations = new Random(1).normal(20_000);
  const x = tf.tensor2d(
    deviations.map((value) => 1000 + Math.round(64 * value) / 64),
    [10_000, 2],
  );
  const exact = [0, 1].map((column) => {
    const values = Array.from(x.dataSync()).filter((_, i) => i % 2 === column);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  });
  await expectClose(batchNorm(x, {}, 0).variance, exact, 1e-5);
});

test('the gradient is that of central differences, through mean and variance too', async () => {
  const inputs = [draw(1, 2, 3, 5), draw(2, 5), draw(3, 5)];
  await checkGradient((x, gamma, beta) => {
    const { y, mean, variance } = batchNorm(x!, { gamma: gamma!, beta: beta! }, 1e-3);
    const weighed = [y.mul(draw(4, 2, 3, 5)), mean.mul(draw(5, 5)), variance.mul(draw(6, 5))];
    return tf.addN(weighed.map((tensor) => tf.sum(tensor)));
  }, inputs);
  await checkGradient(
    (x) =>
      batchNorm(x!, {}, 1e-3)
        .y.mul(draw(4, 2, 3, 5))
        .sum(),
    [inputs[0]!],
  );
});

test('the gradient of the gradient is that of central differences', async () => {
  const weigh = (x: tf.Tensor, gamma: tf.Tensor): tf.Tensor => {
    const { y, variance } = batchNorm(x, { gamma, beta: draw(3, 3) }, 1e-2);
    return tf.add(tf.sum(y.mul(draw(4, 4, 3))), tf.sum(variance.square()));
  };
  const length = (...inputs: tf.Tensor[]): tf.Tensor =>
    tf.addN(
      tf
        .grads(weigh as (...args: tf.Tensor[]) => tf.Tensor)(inputs)
        .map((gradient) => gradient.square().sum()),
    );
  await checkGradient(length, [draw(1, 4, 3), draw(2, 3)]);
});

test('it leaves no tensor behind', async () => {
  const [x, gamma] = [draw(1, 2, 3), draw(2, 3)];
  await expectNoLeak(() => tf.dispose({ ...batchNorm(x, { gamma }, 1e-3) }));
  await expectNoLeak(() =>
    tf
      .grad((given) => batchNorm(given, { gamma }, 1e-3).y.square().sum())(x)
      .dispose(),
  );
});
