import { ArgumentError, ensureDevice, ShapeError, tf } from '@thaw/backend';
import { type Activation, fit, linear, meanSquaredError, Module, Parameter, tanh } from '@thaw/core';
import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { deltaRule } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** One linear unit. */
class Line extends Module {
  readonly kernel = new Parameter([2, 1], new Float32Array(2));
  readonly bias = new Parameter([1], new Float32Array(1));
  readonly activation: Activation;

  constructor(activation: Activation = linear) {
    super();
    this.activation = activation;
  }

  forward(input: tf.Tensor): tf.Tensor {
    return this.activation(input.matMul(this.kernel.value).add(this.bias.value));
  }
}

const input = { data: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), shape: [4, 2] };
const and = { input, target: { data: Float32Array.of(0, 0, 0, 1), shape: [4, 1] } };

test('one step by hand: every error moves the weights, by the mean over the rows', async () => {
  const unit = new Line(); // its outputs are 0, so that the errors are the targets
  const inputs = tf.tensor2d([
    [1, 2],
    [3, 4],
  ]);
  const loss = deltaRule({ learningRate: 0.5 }).update(unit, inputs, tf.tensor2d([[1], [-3]]));
  await expectClose(loss, (1 + 9) / 2, 1e-6);
  await expectClose(unit.kernel.value, [[(0.5 * (1 - 9)) / 2], [(0.5 * (2 - 12)) / 2]], 1e-6);
  await expectClose(unit.bias.value, [(0.5 * (1 - 3)) / 2], 1e-6);
});

test('is gradient descent on half the mean squared error', async () => {
  const [byRule, byGradient] = [new Line(), new Line()];
  await fit(byRule, [and], { rule: deltaRule({ learningRate: 0.3 }), epochs: 10 });
  const optimizer = gradientDescent(0.15); // half the rate of the whole error
  await fit(byGradient, [and], { loss: meanSquaredError, optimizer, epochs: 10 });
  await expectClose(byRule.kernel.value, byGradient.kernel.value, 1e-6);
  await expectClose(byRule.bias.value, byGradient.bias.value, 1e-6);
});

test('finds the least-squares line of AND: ½, ½ and −¼, which leaves 1/16', async () => {
  const unit = new Line();
  const { losses } = await fit(unit, [and], { rule: deltaRule({ learningRate: 0.5 }), epochs: 400 });
  await expectClose(unit.kernel.value, [[0.5], [0.5]], 1e-4);
  await expectClose(unit.bias.value, [-0.25], 1e-4);
  expect(losses.at(-1)).toBeCloseTo(1 / 16, 6);
});

test('diverges above 2 over the largest eigenvalue, and not below', async () => {
  // Over AND's rows, with the bias as an input of 1, mean xᵀx has the largest eigenvalue (7 + √33)/8 = 1.593.
  const last = async (learningRate: number): Promise<number> =>
    (await fit(new Line(), [and], { rule: deltaRule({ learningRate }), epochs: 200 })).losses.at(-1)!;
  expect(await last(1.2)).toBeLessThan(0.07);
  expect(await last(1.3)).toBeGreaterThan(1);
});

test('a step leaves no tensor but its number', async () => {
  const unit = new Line();
  const [x, y] = [tf.ones([4, 2]), tf.ones([4, 1])];
  deltaRule().update(unit, x, y).dispose();
  await expectNoLeak(() => deltaRule().update(unit, x, y).dispose());
});

test('the rate is there to be read, 0.01 unless given', () => {
  expect([deltaRule().learningRate, deltaRule({ learningRate: 2 }).learningRate]).toEqual([0.01, 2]);
});

class Bare extends Module {
  forward(given: tf.Tensor): tf.Tensor {
    return given;
  }
}

const update = (unit: Module, target?: tf.Tensor) => deltaRule().update(unit, tf.ones([4, 2]), target);

test.each<[() => unknown, Error]>([
  [
    () => deltaRule({ learningRate: NaN }),
    new ArgumentError('deltaRule: learningRate must be above 0, got NaN.'),
  ],
  [
    () => update(new Bare(), tf.ones([4, 2])),
    new ArgumentError(
      'deltaRule: Bare has no kernel and bias of its own; the rule teaches one unit, such as new ThresholdUnit(2).',
    ),
  ],
  [
    () => update(new Line(tanh), tf.ones([4, 1])),
    new ArgumentError(
      'deltaRule: Line has an activation, and the rule is for linear units; leave it out, or train by a loss.',
    ),
  ],
  [
    () => update(new Line()),
    new ArgumentError('deltaRule: it learns from mistakes and needs targets; give { input, target }.'),
  ],
  [
    () => update(new Line(), tf.ones([4])),
    new ShapeError("deltaRule: expected targets of the output's shape [4, 1], got [4]."),
  ],
])('refused with what to do %#', (act, error) => {
  expect(act).toThrow(error);
});
