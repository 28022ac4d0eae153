import { checkGradient, expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { ctc, fit, Module, Parameter, Random, tf, useDevice, zeros } from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

const [rows, time, classes] = [3, 5, 3];
const logits = tf.tensor3d(new Random(3).normal(rows * time * classes), [rows, time, classes]);
const labels = tf.tensor2d([1, 1, 2, 1, 0, 0], [rows, 2], 'int32');
const each = ctc.with({ reduction: 'none' });

/** What a path says: without repetitions, then without blanks. */
function said(path: readonly number[]): string {
  return path.filter((label, i) => label !== path[i - 1] && label !== 0).join();
}

test('is the sum over all 3⁵ paths, counted out', async () => {
  const q = (await tf.softmax(logits).array()) as number[][][];
  const wanted = ['1,1', '2,1', ''];
  const sums = [0, 0, 0];
  for (let n = 0; n < classes ** time; n++) {
    const path = Array.from({ length: time }, (_, t) => Math.floor(n / classes ** t) % classes);
    for (let row = 0; row < rows; row++) {
      if (said(path) !== wanted[row]) continue;
      sums[row]! += path.reduce((product, label, t) => product * q[row]![t]![label]!, 1);
    }
  }
  await expectClose(
    each(labels, logits),
    sums.map((sum) => -Math.log(sum)),
    1e-6,
  );
});

test('a mask of steps is a shorter sequence, whose later steps have no gradient', async () => {
  const mask = tf.tensor2d([1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0], [rows, time]);
  await expectClose(
    ctc(labels, logits, { mask }),
    await ctc(labels, logits.slice([0, 0], [-1, 3])).data(),
    1e-6,
  );
  const gradient = tf.grad((z) => ctc(labels, z, { mask }))(logits);
  await expectClose(gradient.slice([0, 3]), tf.zeros([rows, 2, classes]), 0);
  await checkGradient((z) => ctc(labels, z!, { mask }), [logits]);
});

test('labels that no path can say: 1e30 and no gradient, and the other rows as ever', async () => {
  const short = logits.slice([0, 0], [-1, 2]); // 1, 1 needs three steps
  const losses = await each(labels, short).data();
  expect(losses[0]).toBeCloseTo(1e30, -25);
  expect(losses[1]).toBeLessThan(20);
  const gradient = tf.grad((z) => ctc(labels, z))(short);
  await expectClose(gradient.slice(0, 1), tf.zeros([1, 2, classes]), 0);
  const alone = tf.grad((z) => ctc(labels.slice(1), z))(short.slice(1));
  await expectClose(tf.mul(gradient.slice(1), rows), tf.mul(alone, rows - 1), 1e-5);
});

/** The input, and what each class has at each time. */
class Biased extends Module {
  readonly bias = new Parameter([time, classes], zeros([time, classes]));

  forward(input: tf.Tensor): tf.Tensor {
    return input.add(this.bias.value);
  }
}

test('is learned by train and fit, with a mask of steps, and leaves nothing behind', async () => {
  const model = new Biased();
  const batch = {
    input: { data: new Float32Array(time * classes), shape: [1, time, classes] },
    target: { data: Int32Array.of(2, 1), shape: [1, 2] },
    mask: { data: Uint8Array.of(1, 1, 1, 1, 0), shape: [1, time] },
  };
  const options = { loss: ctc, optimizer: gradientDescent(1) };
  const { losses } = await fit(model, [batch], { ...options, epochs: 40 });
  expect(losses.at(-1)).toBeLessThan(losses[0]! / 10);
  await expectClose(model.bias.value.slice(4), tf.zeros([1, classes]), 0);
  await expectNoLeak(async () => void (await fit(model, [batch], options)));
});
