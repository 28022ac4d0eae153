import { ensureDevice, Random, tf, valueAndGradients } from '@thaw/backend';
import { compile } from '@thaw/backend/compile';
import { seed } from '@thaw/core';
import { descentStep, expectSameRuns } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import type { Case } from './conformance/case.ts';
import { cases, inputOf } from './conformance/cases.ts';
import { noise } from './conformance/noise.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** A step of gradient descent on a layer alone, in training; one that is for inference alone is asked. */
function stepOf({ make, inference, vocabulary }: Case): ReturnType<typeof descentStep> {
  seed(1);
  const layer = make();
  if (inference) return (x) => ({ y: layer.forward(x!) });
  const context = { training: true, random: new Random(5) };
  const scale = { value: tf.variable(tf.scalar(1)) }; // through which the gradient goes back to the input
  const model = {
    parameters: () => new Map<string, { value: tf.Tensor }>([...layer.parameters(), ['scale', scale]]),
    buffers: () => layer.buffers(),
  };
  return descentStep(valueAndGradients, model, (x) => {
    return layer.forward(vocabulary ? x! : tf.mul(x!, scale.value), context);
  });
}

const titleOf = ({ name }: Case): string => name.split(' ')[0]!;
const firsts = cases.filter((one, i) => cases.findIndex((other) => titleOf(other) === titleOf(one)) === i);

describe('compiled', () => {
  test.each(firsts.filter((one) => !noise.includes(one)))('$name takes the same steps', async (one) => {
    const runs = await expectSameRuns(() => stepOf(one), compile, [inputOf(one.input, one.vocabulary)]);
    expect(runs.flat().every(Number.isFinite)).toBe(true);
  });

  test.each(noise)('$name draws the same numbers, others in each step', async (one) => {
    const runs = await expectSameRuns(() => stepOf(one), compile, [inputOf(one.input, one.vocabulary)]);
    expect(runs[1]).not.toEqual(runs[0]);
  });
});
