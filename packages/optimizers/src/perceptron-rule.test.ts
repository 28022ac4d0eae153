import { ArgumentError, ensureDevice, ShapeError, tf } from '@thaw/backend';
import { fit, Module, Parameter, step } from '@thaw/core';
import { expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { perceptronRule } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** One threshold unit. */
class Unit extends Module {
  readonly kernel = new Parameter([2, 1], new Float32Array(2));
  readonly bias = new Parameter([1], new Float32Array(1));

  forward(input: tf.Tensor): tf.Tensor {
    return step(input.matMul(this.kernel.value).add(this.bias.value));
  }
}

const inputs = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
];
const gate = (targets: number[]) =>
  inputs.map((input, i) => ({
    input: { data: Float32Array.from(input), shape: [1, 2] },
    target: { data: Float32Array.of(targets[i]!), shape: [1, 1] },
  }));
const answers = (unit: Unit): number[] => Array.from(unit.forward(tf.tensor2d(inputs)).dataSync());

test('one step by hand: only mistakes move the weights', async () => {
  const unit = new Unit(); // all zeros, so that it always fires
  const loss = perceptronRule({ learningRate: 0.5 }).update(
    unit,
    tf.tensor2d([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    tf.tensor2d([[0], [1], [0]]),
  );
  expect(loss.dataSync()[0]).toBeCloseTo(2 / 3, 6);
  expect(await unit.kernel.data()).toEqual(new Float32Array([-0.5 * (1 + 5), -0.5 * (2 + 6)]));
  expect(await unit.bias.data()).toEqual(new Float32Array([-0.5 * 2]));
});

test("OR settles within Novikoff's bound, and then nothing moves", async () => {
  const unit = new Unit();
  const { losses } = await fit(unit, gate([0, 1, 1, 1]), { rule: perceptronRule(), epochs: 30 });
  // With the bias as a third input of 1, inputs are no longer than √3, and (2, 2, −1)/3 parts them by 1/3.
  const bound = 3 / (1 / 3) ** 2;
  expect(losses.reduce((sum, loss) => sum + loss)).toBeLessThanOrEqual(bound);
  expect(losses.slice(-20)).toEqual(Array.from({ length: 20 }, () => 0));
  expect(answers(unit)).toEqual([0, 1, 1, 1]);
});

test('AND settles too, whatever the rate: from zero it only scales the weights', async () => {
  for (const learningRate of [1, 0.25]) {
    const unit = new Unit();
    await fit(unit, gate([0, 0, 0, 1]), { rule: perceptronRule({ learningRate }), epochs: 30 });
    expect(answers(unit)).toEqual([0, 0, 0, 1]);
  }
});

test('XOR never settles: every epoch has mistakes', async () => {
  const { epochs } = await fit(new Unit(), gate([0, 1, 1, 0]), { rule: perceptronRule(), epochs: 100 });
  expect(epochs.every(({ logs }) => logs['loss']! > 0)).toBe(true);
});

test('a step leaves no tensor but its number', async () => {
  const unit = new Unit();
  const [input, target] = [tf.tensor2d(inputs), tf.tensor2d([[0], [1], [1], [1]])];
  await expectNoLeak(() => perceptronRule().update(unit, input, target).dispose());
});

test('the rate is there to be read, 1 unless given', () => {
  expect([perceptronRule().learningRate, perceptronRule({ learningRate: 2 }).learningRate]).toEqual([1, 2]);
});

class Bare extends Module {
  forward(input: tf.Tensor): tf.Tensor {
    return input;
  }
}

const frozen = (): Unit => {
  const unit = new Unit();
  unit.kernel.trainable = false;
  return unit;
};
const update = (unit: Module, target?: tf.Tensor) =>
  perceptronRule().update(unit, tf.tensor2d(inputs), target);

test.each<[() => unknown, Error]>([
  [
    () => perceptronRule({ learningRate: 0 }),
    new ArgumentError('perceptronRule: learningRate must be above 0, got 0.'),
  ],
  [
    () => update(new Bare(), tf.ones([4, 1])),
    new ArgumentError(
      'perceptronRule: Bare has no kernel and bias of its own; the rule teaches one unit, such as new ThresholdUnit(2).',
    ),
  ],
  [
    () => update(frozen(), tf.ones([4, 1])),
    new ArgumentError('perceptronRule: the kernel and bias of Unit must be trainable, and one is frozen.'),
  ],
  [
    () => update(new Unit()),
    new ArgumentError('perceptronRule: it learns from mistakes and needs targets; give { input, target }.'),
  ],
  [
    () => update(new Unit(), tf.ones([4])),
    new ShapeError("perceptronRule: expected targets of the output's shape [4, 1], got [4]."),
  ],
])('refused with what to do %#', (act, error) => {
  expect(act).toThrow(error);
});
