import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, test } from 'vitest';

import { ensureDevice, lstmSequence, Random, tf } from '../../index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const draw = (seed: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(seed).normal(shape.reduce((product, length) => product * length, 1)), shape);

const run = (...inputs: tf.Tensor[]): { hidden: tf.Tensor; cells: tf.Tensor } => {
  const [projected, kernel, hidden, cell] = inputs as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
  return lstmSequence(projected, kernel, { hidden, cell });
};
const weigh = (...inputs: tf.Tensor[]): tf.Tensor => {
  const { hidden, cells } = run(...inputs);
  return tf.add(hidden.mul(draw(5, 3, 2, 2)).sum(), cells.mul(draw(6, 3, 2, 2)).sum());
};
const inputs = (): tf.Tensor[] => [draw(1, 3, 2, 8), draw(2, 2, 8), draw(3, 2, 2), draw(4, 2, 2)];

test('two steps of one unit by hand', async () => {
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const [hiddens, cells]: [number[], number[]] = [[], []];
  let [h, c] = [0.5, -0.25];
  for (const [i, f, g, o] of [[0.1, 0.2, 0.3, 0.4], [-1, 2, 0.4, 3]] as const) {
    c = sigmoid(f - h) * c + sigmoid(i + 2 * h) * Math.tanh(g + 3 * h);
    h = sigmoid(o + 0.5 * h) * Math.tanh(c);
    hiddens.push(h);
    cells.push(c);
  } // prettier-ignore
  const projected = tf.tensor3d([[[0.1, 0.2, 0.3, 0.4]], [[-1, 2, 0.4, 3]]]); // prettier-ignore
  const kernel = tf.tensor2d([[2, -1, 3, 0.5]]);
  const given = run(projected, kernel, tf.tensor2d([[0.5]]), tf.tensor2d([[-0.25]]));
  await expectClose(given.hidden.flatten(), hiddens, 1e-6);
  await expectClose(given.cells.flatten(), cells, 1e-6);
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
  await expectNoLeak(() => tf.dispose(Object.values(run(...given))));
  await expectNoLeak(() => tf.dispose(tf.grads((...tensors) => run(...tensors).hidden)(given)));
});
