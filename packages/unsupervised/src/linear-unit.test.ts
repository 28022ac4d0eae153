import { ArgumentError, ensureDevice, ShapeError, tf } from '@thaw/backend';
import { Sequential, tanh } from '@thaw/core';
import { Dense } from '@thaw/layers';
import { beforeAll, describe, expect, test } from 'vitest';

import { hebbRule, ojaRule, sangerRule } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const zeros = (...shape: number[]): tf.Tensor => tf.zeros(shape);
const linear = (): Dense => new Dense(2, 1, { useBias: false });
const frozen = (): Dense => {
  const layer = linear();
  layer.kernel.trainable = false;
  return layer;
};

describe.each([
  ['hebbRule', hebbRule],
  ['ojaRule', ojaRule],
  ['sangerRule', sangerRule],
] as const)('%s refuses, with what to do', (name, rule) => {
  const teaches = `${name}: Dense is no linear layer without bias; the rule teaches one, such as new Dense(2, 1, { useBias: false }).`;

  test.each<[() => unknown, Error]>([
    [() => rule({ learningRate: 0 }), new ArgumentError(`${name}: learningRate must be above 0, got 0.`)],
    [
      () => rule({ rate: 1 } as never),
      new ArgumentError(`${name}: there is no option "rate"; the only one is learningRate.`),
    ],
    [() => rule().update(new Dense(2, 1), zeros(1, 2)), new ArgumentError(teaches)],
    [
      () => rule().update(new Dense(2, 1, { useBias: false, activation: tanh }), zeros(1, 2)),
      new ArgumentError(teaches),
    ],
    [
      () => rule().update(new Sequential([linear()]), zeros(1, 2)),
      new ArgumentError(teaches.replace('Dense is', 'Sequential is')),
    ],
    [
      () => rule().update(frozen(), zeros(1, 2)),
      new ArgumentError(`${name}: the kernel of Dense is frozen, and the rule would change it.`),
    ],
    [
      () => rule().update(linear(), zeros(1, 3)),
      new ShapeError(`${name}: expected input [batch, 2] for Dense, got [1, 3].`),
    ],
    [
      () => rule().update(linear(), [1, 2] as never),
      new ShapeError(`${name}: expected input [batch, 2] for Dense, got an array of 2.`),
    ],
  ])('%#', (act, error) => {
    expect(act).toThrow(error);
  });
});
