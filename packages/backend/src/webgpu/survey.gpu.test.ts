import { watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { tf, useDevice } from '../index.ts';
import { completeWebGPU } from './complete-webgpu.ts';
import type { Cases } from './survey/draw.ts';
import { binarySurvey, choiceSurvey, unarySurvey } from './survey/elementwise.ts';
import { convolutionSurvey, imageSurvey } from './survey/images.ts';
import { layoutSurvey } from './survey/layout.ts';
import { productSurvey } from './survey/products.ts';
import { reductionSurvey } from './survey/reductions.ts';

beforeAll(async () => {
  await useDevice('webgpu');
  completeWebGPU();
  tf.env().set('WEBGPU_CPU_FORWARD', false); // else TensorFlow.js computes what is small on the processor
});
afterAll(() => {
  tf.env().set('WEBGPU_CPU_FORWARD', true);
});

/** The farthest that a number may be off, as a part of the greatest of its tensor. */
const tolerance = 1e-4;

describe.each<[string, () => Cases]>([
  ['functions of one number', unarySurvey],
  ['functions of two', binarySurvey],
  ['choices', choiceSurvey],
  ['layout', layoutSurvey],
  ['reductions', reductionSurvey],
  ['products', productSurvey],
  ['convolutions', convolutionSurvey],
  ['images', imageSurvey],
])('%s', (_, survey) => {
  test('are on WebGPU what they are on the cpu, in odd shapes', async () => {
    await useDevice('cpu');
    const expected = await computeAll(survey());
    await useDevice('webgpu');
    const errors = watchGpuErrors();
    const actual = await computeAll(survey());
    await errors.expectNone();
    expect(differences(actual, expected)).toEqual([]);
  });
});

interface Computed {
  readonly shape: number[];
  readonly dtype: string;
  readonly values: ArrayLike<number>;
}

type Results = Map<string, Computed[] | Error>;

async function computeAll(cases: Cases): Promise<Results> {
  const results: Results = new Map();
  for (const [name, compute] of Object.entries(cases)) results.set(name, await computeOne(compute));
  return results;
}

async function computeOne(compute: () => tf.Tensor | tf.Tensor[]): Promise<Computed[] | Error> {
  try {
    const tensors = tf.tidy(() => [compute()].flat());
    const computed = [];
    for (const tensor of tensors) {
      computed.push({ shape: tensor.shape, dtype: tensor.dtype, values: await tensor.data() });
    }
    tf.dispose(tensors);
    return computed;
  } catch (error) {
    return error as Error;
  }
}

/** One sentence for each case that is not alike. What the cpu device refuses, no device need do. */
function differences(actual: Results, expected: Results): string[] {
  return [...expected].flatMap(([name, truth]) => {
    const found = actual.get(name)!;
    if (truth instanceof Error) return [`${name}: on cpu ${truth.message}`];
    if (found instanceof Error) return [`${name}: ${found.message}`];
    return truth.flatMap((tensor, i) => {
      const difference = differenceOf(found[i]!, tensor);
      return difference ? [`${name}, output ${i}: ${difference}`] : [];
    });
  });
}

function differenceOf(actual: Computed, expected: Computed): string | undefined {
  const words = ({ shape, dtype }: Computed): string => `${dtype} [${shape.join(', ')}]`;
  if (words(actual) !== words(expected)) return `${words(actual)}, not ${words(expected)}`;
  const values = Array.from(expected.values);
  const greatest = values.reduce(
    (most, value) => (Math.abs(value) < Infinity ? Math.max(most, Math.abs(value)) : most),
    0,
  );
  const allowed = expected.dtype === 'float32' ? tolerance * greatest : 0;
  const wrong = values.findIndex((value, i) => {
    const other = actual.values[i]!;
    return !(Object.is(value, other) || Math.abs(value - other) <= allowed);
  });
  return wrong < 0 ? undefined : `at ${wrong} ${actual.values[wrong]}, not ${values[wrong]}`;
}
