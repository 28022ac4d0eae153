import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, test } from 'vitest';

import { ensureDevice, gruSequence, Random, tf } from '../../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((product, length) => product * length, 1)), shape);

const weigh = (...inputs: tf.Tensor[]): tf.Tensor => {
  const [projected, kernel, bias, start] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  return gruSequence(projected, kernel, bias, start)
    .mul(draw(5, 3, 2, 2))
    .sum();
};
const inputs = (): tf.Tensor[] => [draw(1, 3, 2, 6), draw(2, 2, 6), draw(3, 6), draw(4, 2, 2)];

test('two steps of one unit by hand', async () => {
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const expected: number[] = [];
  let h = 0.5;
  for (const [a, b, c] of [[0.1, 0.2, 0.3], [-1, 2, 0.4]] as const) {
    const [z, r] = [sigmoid(a + 2 * h + 0.7), sigmoid(b - h + 0.8)];
    const candidate = Math.tanh(c + r * (3 * h + 0.9));
    h = z * h + (1 - z) * candidate;
    expected.push(h);
  } // prettier-ignore
  const projected = tf.tensor3d([[[0.1, 0.2, 0.3]], [[-1, 2, 0.4]]]); // prettier-ignore
  const [kernel, bias] = [tf.tensor2d([[2, -1, 3]]), tf.tensor1d([0.7, 0.8, 0.9])];
  await expectClose(gruSequence(projected, kernel, bias, tf.tensor2d([[0.5]])).flatten(), expected, 1e-6);
});

test('the gradient is that of central differences', async () => {
  await checkGradient(weigh, inputs());
});

test('the gradient of the gradient is that of central differences', async () => {
  const length = (...given: tf.Tensor[]): tf.Tensor =>
    tf.addN(
      tf
        .grads(weigh)(given)
        .map((gradient) => gradient.square().sum()),
    );
  await checkGradient(length, inputs(), { coordinates: 12 });
});

test('it leaves no tensor behind', async () => {
  const given = inputs();
  const run = (...tensors: tf.Tensor[]): tf.Tensor => {
    const [projected, kernel, bias, start] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    return gruSequence(projected, kernel, bias, start);
  };
  await expectNoLeak(() => run(...given).dispose());
  await expectNoLeak(() => tf.dispose(tf.grads(run)(given)));
});
