import { valueAndGradients } from '@thaw/backend';
import { compile } from '@thaw/backend/compile';
import { checkGradient, expectClose, expectNoLeak, expectSameRuns } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { lossCases } from '../../fixtures/loss-cases.ts';
import * as core from '../index.ts';
import {
  binaryCrossentropy,
  categoricalCrossentropy,
  perceptronCriterion,
  sparseCategoricalCrossentropy,
  tf,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

test('the table has every loss there is', () => {
  const losses = Object.entries(core).filter(([, value]) => typeof value === 'function' && 'places' in value);
  expect(losses.map(([name]) => name).sort()).toEqual(lossCases.map(({ name }) => name).sort());
});

describe.each(lossCases)('$name', ({ name, loss, target, prediction, places, counts, extreme }) => {
  const counted = counts ?? places.map(() => 1);
  const scale = Math.max(...places.map(Math.abs));

  test('is one number, the one by hand', async () => {
    const result = loss(target(), prediction());
    expect(result.shape).toEqual([]);
    await expectClose(result, sum(places) / sum(counted), 2e-6, scale);
  });

  test('knows its name', () => expect(loss.name).toBe(name));

  test('has the gradient of its central differences', async () => {
    const x = prediction();
    const moved = tf.add(x, tf.reshape(tf.sin(tf.range(1, x.size + 1)), x.shape)); // off the corners
    await checkGradient((z) => loss(target(), z!), [moved]);
  });

  test('is stable at ±1e4, values and gradients', async () => {
    const { shape, size } = prediction();
    const x = tf.tensor(
      Float32Array.from({ length: size }, (_, i) => (i % 2 ? -1e4 : 1e4)),
      shape,
    );
    await expectClose(loss(target(), x), extreme, 2e-6);
    const gradient = await tf
      .grad((z) => loss(target(), z))(x)
      .data();
    expect(Array.from(gradient).every(Number.isFinite)).toBe(true);
  });

  test('weights and masks count as they say', async () => {
    const weights = places.map((_, i) => 0.5 + i);
    const mask = places.map((_, i) => (i === 0 ? 0 : 1)); // all but the first
    const weighted = places.map((each, i) => each * weights[i]!);
    const sampleWeight = tf.tensor1d(weights);
    const given = { sampleWeight, mask: tf.tensor1d(mask, 'int32') };
    const [y, z] = [target(), prediction()];
    await expectClose(loss(y, z, { sampleWeight }), sum(weighted) / sum(counted), 2e-6, scale);
    const seen = sum(counted.slice(1));
    await expectClose(loss(y, z, { mask: given.mask }), sum(places.slice(1)) / seen, 2e-6, scale);
    await expectClose(loss(y, z, given), sum(weighted.slice(1)) / seen, 2e-6, scale);
    const columns = { sampleWeight: tf.expandDims(sampleWeight, 1) }; // [batch, 1] is as good
    await expectClose(loss(y, z, columns), sum(weighted) / sum(counted), 2e-6, scale);
    const none = { mask: tf.zeros([places.length]) };
    await expectClose(loss(y, z, none), 0, 0);
  });

  test('takes the same steps compiled, with weights and a mask', async () => {
    const make = (): ((...given: tf.Tensor[]) => Record<string, tf.Tensor>) => {
      const z = tf.variable(prediction());
      return (y, sampleWeight, mask) => {
        const { value, gradients } = valueAndGradients(
          () => tf.add(loss(y!, z), loss(y!, z, { sampleWeight: sampleWeight!, mask: mask! })),
          [z],
        );
        z.assign(tf.sub(z, tf.mul(gradients[z.name]!, 0.1)));
        return { value, z: tf.clone(z) };
      };
    };
    const mask = tf.tensor1d(places.map((_, i) => (i === 0 ? 0 : 1)), 'int32'); // prettier-ignore
    await expectSameRuns(make, compile, [target(), tf.range(1, places.length + 1), mask]);
  });

  test('leaves no tensor behind in a tidy, nor does its gradient', async () => {
    const [y, z, sampleWeight] = [target(), prediction(), tf.ones([places.length])];
    await expectNoLeak(() => tf.tidy(() => loss(y, z, { sampleWeight })).dispose());
    await expectNoLeak(() => tf.tidy(() => tf.grad((x) => loss(y, x))(z)).dispose());
  });
});

test.each(lossCases.filter(({ rowByRow }) => rowByRow))(
  '$name is the mean: twice the same rows change nothing',
  async ({ loss, target, prediction, places }) => {
    const twice = loss(tf.concat([target(), target()]), tf.concat([prediction(), prediction()]));
    await expectClose(twice, sum(places) / places.length, 2e-6, Math.max(...places.map(Math.abs)));
  },
);

const configurable = Object.entries(core).filter(
  ([, value]) => typeof value === 'function' && 'places' in value,
);
test.each(configurable as [string, core.ConfigurableLoss][])('%s: reductions', async (name, loss) => {
  const { target, prediction } = lossCases.find((each) => each.name === name)!;
  const each = loss.with({ reduction: 'none' })(target(), prediction());
  expect(each.shape).toEqual([target().shape[0]]);
  await expectClose(each, await loss.places(target(), prediction()).losses.data(), 0);
  await expectClose(
    loss.with({ reduction: 'sum' })(target(), prediction()),
    sum(Array.from(await each.data())),
    1e-6,
  );
  const mean = loss(target(), prediction());
  await expectClose(loss.with({ reduction: 'mean' })(target(), prediction()), await mean.data(), 0);
});

const extremes: [string, core.PlacedLoss, number[][]][] = [
  [
    'binary, smoothed and weighed',
    binaryCrossentropy.with({ labelSmoothing: 0.1, classWeight: [1, 9] }),
    [[1, 0]],
  ],
  [
    'categorical, smoothed and weighed',
    categoricalCrossentropy.with({ labelSmoothing: 0.1, classWeight: [1, 9] }),
    [[0, 1]],
  ],
  ['binary focal, gamma 0.5', core.binaryFocalCrossentropy.with({ gamma: 0.5 }), [[1, 1]]],
  ['categorical focal, gamma 0.5', core.categoricalFocalCrossentropy.with({ gamma: 0.5 }), [[0, 1]]],
];
test.each(extremes)('%s: finite at ±1e4', async (_, loss, target) => {
  const { value, grad } = tf.valueAndGrad((z) => loss(tf.tensor2d(target), z))(tf.tensor2d([[1e4, -1e4]]));
  const numbers = [...(await value.data()), ...(await grad.data())];
  expect(numbers.every(Number.isFinite)).toBe(true);
});

test('binary cross-entropy: the gradient at logit 0 is (σ(0) − y)/n exactly', async () => {
  const y = tf.tensor2d([[1], [0]]);
  await expectClose(tf.grad((z) => binaryCrossentropy(y, z))(tf.zeros([2, 1])), [[-0.25], [0.25]], 1e-6);
});

test('perceptron criterion: at 0 it learns as on the wrong side', async () => {
  const y = tf.tensor2d([[1], [-1]]);
  await expectClose(tf.grad((z) => perceptronCriterion(y, z))(tf.zeros([2, 1])), [[-0.5], [0.5]], 0);
});

test('mean absolute error: where nothing is wrong, nothing pulls', async () => {
  const y = tf.tensor2d([[1], [3]]);
  await expectClose(tf.grad((z) => core.meanAbsoluteError(y, z))(tf.tensor2d([[1], [2]])), [[0], [-0.5]], 0);
});

test('sparse labels give what one-hot rows give, also with an axis of time', async () => {
  const logits = tf.reshape(tf.sin(tf.range(0, 12)), [2, 2, 3]);
  const sparse = tf.tensor2d([0, 2, 1, 1], [2, 2], 'int32');
  const expected = categoricalCrossentropy(tf.oneHot(sparse, 3).toFloat(), logits);
  await expectClose(sparseCategoricalCrossentropy(sparse, logits), await expected.data(), 1e-6);
  await expectClose(sparseCategoricalCrossentropy(sparse.toFloat(), logits), await expected.data(), 1e-6);
});

test('a place is a row of the last axis, or a number where weights go down to numbers, and at rank 1', async () => {
  const { meanSquaredError } = core;
  const each = meanSquaredError.with({ reduction: 'none' });
  const y = tf.reshape(tf.range(0, 105), [3, 5, 7]);
  const z = tf.zeros([3, 5, 7]);
  expect(each(y, z).shape).toEqual([3, 5]);
  expect(each(y.flatten(), z.flatten()).shape).toEqual([105]);
  await expectClose(meanSquaredError(y, z), await meanSquaredError(y.flatten(), z.flatten()).data(), 1e-6);
  const mask = tf.cast(tf.less(y, 3), 'bool'); // [3, 5, 7]: 0, 1 and 2
  await expectClose(meanSquaredError(y, z, { mask }), (0 + 1 + 4) / 3, 1e-6);
  await expectClose(meanSquaredError(y, z, { mask: tf.tensor1d([1, 0, 0]) }), sum([...Array(35).keys()].map((i) => i * i)) / 35, 1e-6); // prettier-ignore
  await expectClose(meanSquaredError(tf.zeros([0, 2]), tf.zeros([0, 2]), { mask: tf.zeros([0]) }), 0, 0);
});
