import { beforeAll, expect, test } from 'vitest';

import { ensureDevice, memory, tf } from '../../index.ts';
import { compile } from '../compile.ts';
import { TraceError } from './trace-error.ts';

beforeAll(async () => {
  await ensureDevice();
});

const kept = (shape: string, origin: string): TraceError =>
  new TraceError(
    `a tensor [${shape}] was kept in JavaScript that came of ${origin} while a step was compiled: it stood for those of every run and has no ` +
      'numbers. Return it from the step and keep what a run gives, or observe the module that makes it; what one step leaves to the next is a ' +
      'variable, and what stays as it is is made before the step.',
  );
const x = (): tf.Tensor => tf.tensor2d([[1, -2, 3]]);

test.each<[string, (tensor: tf.Tensor) => tf.Tensor]>([
  ['kept alive', (tensor) => tf.keep(tensor)],
  ['freed with its scope', (tensor) => tensor],
])(
  'a tensor that a step leaves in JavaScript, %s: whoever takes it up is told what made it',
  async (_, keep) => {
    const given = x();
    const all: tf.Tensor[] = [];
    const step = compile((input: tf.Tensor) => {
      const hidden = tf.relu(input);
      all.push(keep(hidden));
      return hidden.sum();
    });
    const before = memory().tensors;
    tf.dispose(await step(given));
    tf.dispose(await step(given));
    expect(memory().tensors).toBe(before);
    expect(all.length).toBeGreaterThan(0);
    for (const tensor of all) {
      const error = kept('1, 3', 'Relu');
      expect(() => tensor.dataSync()).toThrow(error);
      await expect(tensor.data()).rejects.toThrow(error);
      expect(() => tensor.mul(2)).toThrow(error);
      expect(() => tensor.print()).toThrow(error);
      expect(() => tf.tidy(() => tf.matMul(tensor as tf.Tensor2D, tensor as tf.Tensor2D, false, true))).toThrow(error); // prettier-ignore
      expect(() => tf.tidy(() => tf.mul(tensor, 2).dataSync())).toThrow(error);
      expect(tensor.shape).toEqual([1, 3]);
      tensor.dispose(); // may be done ever
    }
    const another = compile((input: tf.Tensor) => tf.add(input, all[0]!));
    await expect(another(given)).rejects.toThrow(`compile(step): ${kept('1, 3', 'Relu').message}`);
    expect(memory().tensors).toBe(before);
    step.dispose();
    given.dispose();
  },
);

test('inputs, numbers and what is live have no numbers of a run either', async () => {
  const given = x();
  const all: tf.Tensor[] = [];
  const step = compile((input: tf.Tensor) => {
    const [two, w] = [tf.scalar(2), tf.tensor1d([1, 2])];
    all.push(input, two, w);
    return input.mul(two).sum().add(w.sum());
  });
  tf.dispose(await step(given));
  expect(() => all[0]!.dataSync()).toThrow(kept('1, 3', 'input 0 of the step'));
  expect(() => all[1]!.dataSync()).toThrow(kept('', 'numbers of JavaScript'));
  expect(() => all[2]!.square()).toThrow(kept('2', 'numbers of JavaScript'));
  step.dispose();
  given.dispose();
});

test('a step that goes on from a tensor which the step before left in JavaScript is refused before its first run', async () => {
  const given = x();
  let last: tf.Tensor = tf.zeros([1, 3]);
  const first = last;
  const step = compile((input: tf.Tensor) => {
    const sum = tf.add(input, last); // the first trace finds zeros, and would keep them for all runs
    last = tf.keep(sum);
    return sum.clone();
  });
  await expect(step(given)).rejects.toThrow(`compile(step): ${kept('1, 3', 'Add').message}`);
  first.dispose();
  step.dispose();
  given.dispose();
});

test('a step that takes another tensor from outside in each run is refused before its first run', async () => {
  const given = x();
  const tensors = [tf.scalar(1), tf.scalar(2), tf.scalar(3)];
  let place = 0;
  const step = compile((input: tf.Tensor) => tf.mul(input, tensors[place++]!));
  await expect(step(given)).rejects.toThrow(
    'compile(step): a tensor [] that the step takes from outside is another; pass it to the step, or assign to a variable.',
  );
  step.dispose();
  given.dispose();
  tf.dispose(tensors);
});

test('variables that the first run makes, and what they were made of, live on', async () => {
  const given = x();
  let total: tf.Variable | undefined;
  const step = compile((input: tf.Tensor) => {
    total ??= tf.variable(tf.zeros([1, 3]));
    total.assign(total.add(input));
    return total.sum();
  });
  for (const sum of [2, 4]) {
    const output = await step(given);
    expect([...(await output.data())]).toEqual([sum]);
    output.dispose();
  }
  expect([...(await total!.data())]).toEqual([2, -4, 6]);
  step.dispose();
  given.dispose();
  total!.dispose();
});
