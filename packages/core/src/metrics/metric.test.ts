import { expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import {
  accuracy,
  binaryAccuracy,
  confusionMatrix,
  evaluate,
  type Metric,
  Module,
  Random,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

class Identity extends Module {
  forward(input: tf.Tensor): tf.Tensor {
    return input;
  }
}

const meanAbsoluteError: Metric<number, 'meanAbsoluteError'> = {
  name: 'meanAbsoluteError',
  measure: (target, prediction) =>
    tf.stack([tf.sum(tf.abs(tf.sub(target, prediction))), tf.scalar(target.size)]),
  result: (total) => total[0]! / total[1]!,
};

const rows = 10;
const predictions = new Random(2).normal(rows * 3);
const labels = new Random(3).integers(rows, 3);
const yesNo = { predictions: new Random(4).normal(rows), targets: new Random(5).integers(rows, 2) };

/** The rows cut into batches of these sizes. */
function cut(sizes: readonly number[], classes: number, targets: Int32Array, values: Float32Array) {
  let begin = 0;
  return sizes.map((size) => {
    const [from, to] = [begin, (begin += size)];
    const input = { data: values.slice(from * classes, to * classes), shape: [size, classes] };
    const shape = classes === 1 ? [size, 1] : [size];
    return { input, target: { data: targets.slice(from, to), shape } };
  });
}

const cuts = [[10], [1, 9], [3, 3, 4], Array.from({ length: 10 }, () => 1)];

test.each(cuts.map((sizes) => [sizes]))('rows cut into batches of %j measure the same', async (sizes) => {
  const metrics = [accuracy(), confusionMatrix(3)] as const;
  const many = await evaluate(new Identity(), cut(sizes, 3, labels, predictions), { metrics });
  expect(many).toEqual(await evaluate(new Identity(), cut([rows], 3, labels, predictions), { metrics }));
  expect(many.confusionMatrix.flat().reduce((sum, count) => sum + count)).toBe(rows);
  const binary = [accuracy(), binaryAccuracy(), meanAbsoluteError] as const;
  const few = await evaluate(new Identity(), cut(sizes, 1, yesNo.targets, yesNo.predictions), {
    metrics: binary,
  });
  const whole = await evaluate(new Identity(), cut([rows], 1, yesNo.targets, yesNo.predictions), {
    metrics: binary,
  });
  expect(few.accuracy).toBe(whole.accuracy);
  expect(few.binaryAccuracy).toBe(whole.accuracy);
  expect(few.meanAbsoluteError).toBeCloseTo(whole.meanAbsoluteError, 5);
});

test('a metric holds no state: one may measure two things at once', async () => {
  const metrics = [accuracy()];
  const [first, second] = await Promise.all([
    evaluate(new Identity(), cut([10], 3, labels, predictions), { metrics }),
    evaluate(new Identity(), cut([10], 3, new Int32Array(10).fill(1), predictions), { metrics }),
  ]);
  expect(await evaluate(new Identity(), cut([10], 3, labels, predictions), { metrics })).toEqual(first);
  expect(second).not.toEqual(first);
});

test('measuring leaves no tensor behind in a tidy', async () => {
  const prediction = tf.tensor2d(predictions, [rows, 3]);
  const target = tf.tensor1d(labels, 'int32');
  await expectNoLeak(() => {
    for (const metric of [accuracy(), confusionMatrix(3)]) {
      tf.tidy(() => metric.measure(target, prediction)).dispose();
    }
  });
});
