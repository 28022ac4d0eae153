import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';

import { expectNoLeak } from './index.ts';

beforeAll(async () => {
  tf.enableProdMode(); // which greets nobody
  await tf.setBackend('cpu');
});

test('an action that disposes what it makes passes, also one that takes its time', async () => {
  await expectNoLeak(() => tf.scalar(1).dispose());
  await expectNoLeak(async () => {
    const x = tf.scalar(1);
    await x.data();
    x.dispose();
  });
});

test('an action that leaves tensors fails, and so does one that disposes those of others', async () => {
  const before = tf.memory().numTensors;
  await expect(expectNoLeak(() => tf.tensor1d([1, 2]).square())).rejects.toThrow(
    `the action leaves 2 tensors more, of ${before + 2} before it`,
  );
  const others = [tf.scalar(1), tf.scalar(2)];
  await expect(expectNoLeak(() => others.pop()!.dispose())).rejects.toThrow(
    'the action leaves 1 tensor fewer',
  );
});

test('what stays after the first time is no leak', async () => {
  const made: tf.Tensor[] = [];
  const action = (): unknown => made.length === 0 && made.push(tf.scalar(1));
  await expectNoLeak(action);
  made.splice(0);
  await expect(expectNoLeak(action, { warmup: 0 })).rejects.toThrow('1 tensor more');
});
