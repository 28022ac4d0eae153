import { ArgumentError, ensureDevice, memory, Random, tf } from '@thaw/backend';
import { fit, type LearningRule, Module, Parameter, step } from '@thaw/core';
import { expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import {
  averagedPerceptronRule,
  type AveragedPerceptronRule,
  perceptronRule,
  pocketPerceptronRule,
  type PocketPerceptronRule,
} from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

class Unit extends Module {
  readonly kernel: Parameter;
  readonly bias: Parameter;

  constructor(units = 1) {
    super();
    this.kernel = new Parameter([2, units], new Float32Array(2 * units));
    this.bias = new Parameter([units], new Float32Array(units));
  }

  forward(input: tf.Tensor): tf.Tensor {
    return step(input.matMul(this.kernel.value).add(this.bias.value));
  }
}

const row = (input: readonly number[], target: readonly number[]) => ({
  input: { data: Float32Array.from(input), shape: [1, 2] },
  target: { data: Float32Array.from(target), shape: [1, target.length] },
});
/** By Rosenblatt's rule from zero: (0, 0; 0) → (0, 0; −1) → (1, 1; 0) → (1, 1; 0) → (0, 1; −1). */
const four = [row([0, 0], [0]), row([1, 1], [1]), row([0, 2], [1]), row([1, 0], [0])];
const weightsOf = async ({ kernel, bias }: Unit): Promise<number[]> => [
  ...(await kernel.data()),
  ...(await bias.data()),
];
const teach = async (rule: LearningRule, unit: Unit, batches = four, epochs = 1): Promise<Unit> => {
  await fit(unit, batches, { rule, epochs });
  return unit;
};

test('four steps by hand: the averages are the means of the weights after each', async () => {
  const [unit, rule] = [new Unit(), averagedPerceptronRule()];
  await teach(rule, unit);
  expect(await weightsOf(unit)).toEqual([0, 1, -1]);
  expect(await rule.withAverages(() => weightsOf(unit))).toEqual([0.5, 0.75, -0.5]);
  expect(await weightsOf(unit)).toEqual([0, 1, -1]);
  rule.assignAverages();
  expect(await weightsOf(unit)).toEqual([0.5, 0.75, -0.5]);
});

test('four steps by hand: the pocket holds what was right in the longest run', async () => {
  const [unit, rule] = [new Unit(), pocketPerceptronRule()];
  await teach(rule, unit); // only the third example was right, by (1, 1; 0)
  expect(await rule.withPocket(() => weightsOf(unit))).toEqual([1, 1, 0]);
  expect(await weightsOf(unit)).toEqual([0, 1, -1]);
  // (0, 1; −1) is right for (0, 0): a run as long as the one in the pocket; then for (1, 1) too: a longer one
  await teach(rule, unit, four.slice(0, 1));
  expect(await rule.withPocket(() => weightsOf(unit))).toEqual([1, 1, 0]);
  await teach(rule, unit, four.slice(1, 2));
  rule.assignPocket();
  expect(await weightsOf(unit)).toEqual([0, 1, -1]);
});

test('each unit of a layer has a pocket of its own', async () => {
  const both = (target: number) => [target, 1 - target];
  const batches = four.map(({ input, target }) => row([...input.data], both(target.data[0]!)));
  const [unit, rule] = [new Unit(2), pocketPerceptronRule()];
  await teach(rule, unit, batches, 3);
  rule.assignPocket();
  const alone = await Promise.all(
    [0, 1].map(async (column) => {
      const [one, its] = [new Unit(), pocketPerceptronRule()];
      await teach(
        its,
        one,
        batches.map(({ input, target }) => row([...input.data], [target.data[column]!])),
        3,
      );
      its.assignPocket();
      return weightsOf(one);
    }),
  );
  const [a, b, c, d, e, f] = await weightsOf(unit);
  expect([
    [a, c, e],
    [b, d, f],
  ]).toEqual(alone);
});

describe('two clouds that no line separates', () => {
  const random = new Random(11);
  const [x, y] = [random.normal(200), random.normal(200)];
  const rows = [...x].map((value, i) => row([value + (i % 2 === 0 ? 1 : -1), y[i]!], [i % 2 === 0 ? 1 : 0]));
  const inputs = Float32Array.from(rows.flatMap(({ input }) => [...input.data]));
  const errors = (unit: Unit): number => {
    const answers = tf.tidy(() => unit.forward(tf.tensor2d(inputs, [200, 2])).dataSync());
    return rows.filter(({ target }, i) => target.data[0] !== answers[i]).length;
  };

  test('averages and pocket err less than the last weights', async () => {
    const order = random.permutation(200);
    const batches = [...order].map((i) => rows[i]!);
    const [averaged, pocket] = [averagedPerceptronRule(), pocketPerceptronRule()];
    const [one, two, three] = [new Unit(), new Unit(), new Unit()];
    await teach(perceptronRule(), one, batches, 2);
    await teach(averaged, two, batches, 2);
    await teach(pocket, three, batches, 2);
    expect(await weightsOf(two)).toEqual(await weightsOf(one)); // the same steps
    averaged.assignAverages();
    pocket.assignPocket();
    expect(errors(two)).toBeLessThan(errors(one));
    expect(errors(three)).toBeLessThan(errors(one));
  });
});

const rules: [string, () => AveragedPerceptronRule | PocketPerceptronRule][] = [
  ['averagedPerceptronRule', averagedPerceptronRule],
  ['pocketPerceptronRule', pocketPerceptronRule],
];
const lend = (rule: AveragedPerceptronRule | PocketPerceptronRule, body: () => unknown): Promise<unknown> =>
  'withPocket' in rule ? rule.withPocket(body) : rule.withAverages(body);

describe.each(rules)('%s', (name, make) => {
  const [input, target] = [
    [0, 1, 1, 0],
    [1, 0],
  ] as const;
  const update = (rule: LearningRule, unit: Module, targets = [...target]): void =>
    tf.tidy(() => void rule.update(unit, tf.tensor2d([...input], [2, 2]), tf.tensor2d(targets, [2, 1])));

  test('leaves no tensor in a step, and none at all once disposed', async () => {
    const [rule, unit, next] = [make(), new Unit(), new Unit()];
    for (const { kernel, bias } of [unit, next]) tf.dispose([kernel.value.add(0), bias.value.add(0)]); // on the device
    const { tensors } = memory();
    update(rule, unit);
    await expectNoLeak(() => update(rule, unit));
    await expectNoLeak(() => lend(rule, () => undefined));
    rule.dispose();
    expect(memory().tensors).toBe(tensors);
    update(rule, next); // and it may teach another
    rule.dispose();
  });

  test('refuses, and says why', async () => {
    const [rule, unit] = [make(), new Unit()];
    expect(() => ('assignPocket' in rule ? rule.assignPocket() : rule.assignAverages())).toThrow(
      new ArgumentError(`${name}: it has taught no unit yet; train with it first.`),
    );
    update(rule, unit);
    expect(() => update(rule, new Unit())).toThrow(
      new ArgumentError(`${name}: it remembers another unit than Unit; make a rule for each unit.`),
    );
    const lent = name.startsWith('pocket')
      ? ['weights of the pocket', 'withPocket']
      : ['averages', 'withAverages'];
    await lend(rule, () =>
      expect(() => update(rule, unit)).toThrow(
        new ArgumentError(
          `${name}: the ${lent[0]} stand in for the weights; wait for ${lent[1]} to end before the next step.`,
        ),
      ),
    );
    expect(() => make().update(unit, tf.zeros([1, 2]))).toThrow(
      new ArgumentError(`${name}: it learns from mistakes and needs targets; give { input, target }.`),
    );
    expect(() => (make as (options: object) => unknown)({ learningRate: -1 })).toThrow(
      new ArgumentError(`${name}: learningRate must be above 0, got -1.`),
    );
  });
});
