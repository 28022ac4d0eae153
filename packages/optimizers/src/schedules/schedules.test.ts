import { ArgumentError } from '@thaw/backend';
import { describe, expect, test } from 'vitest';

import fixture from '../../fixtures/trajectories.json' with { type: 'json' };
import {
  constantRate,
  cosineDecay,
  cosineDecayRestarts,
  exponentialDecay,
  inverseSquareRootDecay,
  type NamedSchedule,
  noam,
  oneCycle,
  piecewiseConstantDecay,
  polynomialDecay,
  type Schedule,
  stepDecay,
  warmup,
} from '../index.ts';

const { schedules } = fixture;
const initialLearningRate = 0.5;
const ratesOf = (schedule: Schedule, steps: number): number[] =>
  Array.from({ length: steps }, (_, step) => schedule(step));

// The rates of PyTorch 1.13's own schedulers, or of its LambdaLR: ../../fixtures/trajectories.py.
const likeTorch: Record<keyof typeof schedules, NamedSchedule> = {
  stepDecay: stepDecay({ initialLearningRate, stepSize: 5, gamma: 0.3 }),
  exponentialDecay: exponentialDecay({ initialLearningRate, decaySteps: 10, decayRate: 0.9 ** 10 }),
  polynomialDecay: polynomialDecay({ initialLearningRate, decaySteps: 15, endLearningRate: 0, power: 2 }),
  cosineDecay: cosineDecay({ initialLearningRate, decaySteps: 15, alpha: 0.1 }),
  cosineDecayRestarts: cosineDecayRestarts({ initialLearningRate, firstDecaySteps: 3 }),
  warmup: warmup({
    warmupSteps: 6,
    startFactor: 0.1,
    schedule: exponentialDecay({ initialLearningRate, decaySteps: 1, decayRate: 0.9 }),
  }),
  oneCycle: oneCycle({ maxLearningRate: 0.5, totalSteps: 24 }),
  'oneCycle, three phases': oneCycle({ maxLearningRate: 0.5, totalSteps: 24, threePhase: true }),
  piecewiseConstantDecay: piecewiseConstantDecay({ boundaries: [3, 10], values: [0.5, 0.05, 0.005] }),
  noam: noam({ modelSize: 16, warmupSteps: 6 }),
  inverseSquareRootDecay: inverseSquareRootDecay({ initialLearningRate, decaySteps: 4 }),
};

describe.each(Object.keys(schedules) as (keyof typeof schedules)[])('%s', (name) => {
  test("its rates are PyTorch's", () => {
    const rates = ratesOf(likeTorch[name], schedules[name].length);
    for (const [step, rate] of rates.entries()) expect(rate).toBeCloseTo(schedules[name][step]!, 9);
  });

  test('it stays above 0 or at it for ever, and tells what it was made from', () => {
    const schedule = likeTorch[name];
    for (const step of [24, 1000, 1e7]) expect(schedule(step)).toBeGreaterThanOrEqual(0);
    expect(schedule.config).toHaveProperty('name', name.split(',')[0]);
    expect(JSON.parse(JSON.stringify(schedule.config))).toEqual(schedule.config);
  });
});

test("what Keras has and PyTorch has not, by Keras's formulas", () => {
  const decay = { initialLearningRate: 1, decaySteps: 2 };
  expect(ratesOf(exponentialDecay({ ...decay, decayRate: 0.5, staircase: true }), 5)).toEqual([
    1, 1, 0.5, 0.5, 0.25,
  ]);
  const cycle = polynomialDecay({ ...decay, endLearningRate: 0, cycle: true });
  expect(ratesOf(cycle, 5)).toEqual([1, 0.5, 0, 0.25, 0]); // 3 of 4 steps, 4 of 4
  const risen = cosineDecay({ initialLearningRate: 0, decaySteps: 2, warmupTarget: 1, warmupSteps: 2 });
  for (const [step, rate] of [0, 0.5, 1, 0.5, 0, 0].entries()) expect(risen(step)).toBeCloseTo(rate, 12);
  const lower = cosineDecayRestarts({
    initialLearningRate: 1,
    firstDecaySteps: 2,
    tMul: 1,
    mMul: 0.5,
    alpha: 0.5,
  });
  for (const [step, rate] of [1, 0.75, 0.75, 0.625, 0.625].entries())
    expect(lower(step)).toBeCloseTo(rate, 12);
  expect(ratesOf(piecewiseConstantDecay({ boundaries: [1], values: [1, 0.1] }), 3)).toEqual([1, 1, 0.1]);
  expect(ratesOf(warmup({ warmupSteps: 2, schedule: constantRate({ learningRate: 1 }) }), 4)).toEqual([
    0, 0.5, 1, 1,
  ]);
  expect(ratesOf(warmup({ warmupSteps: 1, schedule: 3 }), 2)).toEqual([0, 3]);
});

test.each<[() => unknown, string]>([
  [
    () => stepDecay({ initialLearningRate: 1 } as never),
    'stepDecay: stepSize is missing; write { stepSize: … }.',
  ],
  [
    () => stepDecay({ initialLearningRate: 0, stepSize: 1 }),
    'stepDecay: initialLearningRate must be above 0, got 0.',
  ],
  [
    () => noam({ modelSize: 8, warmup: 3 } as never),
    'noam: there is no option "warmup"; the options are modelSize, warmupSteps, factor.',
  ],
  [
    () => polynomialDecay({ initialLearningRate: 1, decaySteps: 1, cycle: 1 as never }),
    'polynomialDecay: cycle must be true or false, got 1.',
  ],
  [
    () => cosineDecay({ initialLearningRate: 1, decaySteps: 1, alpha: 2 }),
    'cosineDecay: alpha must be from 0 to 1, got 2.',
  ],
  [
    () => cosineDecay({ initialLearningRate: 1, decaySteps: 1, warmupSteps: 2 }),
    'cosineDecay: warmupSteps rise to a warmupTarget, which is missing.',
  ],
  [
    () => cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 1, tMul: 0.5 }),
    'cosineDecayRestarts: tMul must be 1 or above, got 0.5.',
  ],
  [
    () => warmup({ warmupSteps: 2, schedule: 'cosine' as never }),
    "warmup: schedule must be a number or a schedule, above 0, got the string 'cosine'.",
  ],
  [
    () => oneCycle({ maxLearningRate: 1, totalSteps: 3 }),
    'oneCycle: a rise over 0.3 of 3 steps leaves no step for it; take more steps or another pctStart.',
  ],
  [
    () => oneCycle({ maxLearningRate: 1, totalSteps: 20, pctStart: 0.6, threePhase: true }),
    'oneCycle: a rise over 0.6 of 20 steps leaves no step for the fall; take more steps or another pctStart.',
  ],
  [
    () => piecewiseConstantDecay({ boundaries: [1], values: [1] }),
    'piecewiseConstantDecay: expected one value more than boundaries, got 1 boundaries and 1 values.',
  ],
  [
    () => piecewiseConstantDecay({ boundaries: [3, 2], values: [1, 2, 3] }),
    'piecewiseConstantDecay: boundaries must rise, got 3, 2.',
  ],
])('bad input %#', (act, message) => {
  expect(act).toThrow(new ArgumentError(message));
});
