import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';

import { expectNoLeak, gradientDescent } from './index.ts';

beforeAll(async () => {
  tf.enableProdMode(); // which greets nobody
  await tf.setBackend('cpu');
});

test('one step on w² moves w by −2·rate·w and leaves no tensor', async () => {
  const w = tf.variable(tf.scalar(8));
  const step = (): void => {
    const { value, grads } = tf.variableGrads(() => w.square(), [w]);
    gradientDescent(0.25).applyGradients(grads);
    tf.dispose([value, grads] as tf.TensorContainer);
  };
  step();
  expect(w.dataSync()[0]).toBe(4);
  await expectNoLeak(step, { warmup: 0 });
});
