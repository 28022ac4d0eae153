import { expect, test } from 'vitest';

import { describeGroup } from './describe-group.ts';
import type { Group, GroupInput, GroupStep } from './group.ts';

const float = (...strides: number[]): GroupInput => ({ strides, offset: 0, dtype: 'float32' });

function group(steps: GroupStep[], last = steps.length - 1): Group {
  return {
    shape: [64, 512],
    outer: 2,
    inputs: [float(512, 1), float(0, 1)],
    steps: [{ op: 'load', input: 0 }, { op: 'load', input: 1 }, ...steps],
    outputs: [{ step: last + 2, per: 'element', shape: [64, 512], dtype: 'float32' }],
  };
}

const binary = (kernel: string, a: number, b: number): GroupStep => ({ op: 'binary', kernel, a, b });
const unary = (kernel: string, a: number, attributes?: Record<string, unknown>): GroupStep =>
  attributes ? { op: 'unary', kernel, a, attributes } : { op: 'unary', kernel, a };

test('formulas: signs bind as they do on paper, and what is used twice has a name', () => {
  expect(describeGroup(group([binary('Sub', 0, 1), binary('Multiply', 2, 0), binary('RealDiv', 0, 3)]))).toBe(
    'y = a / ((a − b)·a) [elements 32768]',
  );
  expect(
    describeGroup(group([binary('Add', 0, 1), unary('Tanh', 2), binary('Multiply', 3, 3), unary('Neg', 4)])),
  ).toBe('t₁ = tanh(a + b); y = −(t₁·t₁) [elements 32768]');
  const attributes = { name: 'gelu' };
  expect(
    describeGroup(
      group([
        unary('ThawActivation', 0, attributes),
        { ...binary('ThawActivationGradient', 2, 1), attributes } as GroupStep,
      ]),
    ),
  ).toBe('y = gelu′(gelu(a))·b [elements 32768]');
});

test('truth, choice, numbers and settings', () => {
  const steps: GroupStep[] = [
    binary('Less', 0, 1),
    { op: 'literal', value: -0.5, dtype: 'float32' },
    unary('ClipByValue', 0, { clipValueMin: 0, clipValueMax: 6 }),
    { op: 'select', condition: 2, yes: 3, no: 4 },
    { op: 'cast', a: 5, dtype: 'int32' },
  ];
  expect(describeGroup(group(steps))).toBe(
    'y = int32(where(a < b, −0.5, clipByValue(a, 0, 6))) [elements 32768]',
  );
});

test('rows: softmax, and its sums as another result', () => {
  const softmax: Group = {
    ...group([
      { op: 'reduce', kernel: 'Max', a: 0 },
      binary('Sub', 0, 2),
      unary('Exp', 3),
      { op: 'reduce', kernel: 'Sum', a: 4 },
      binary('RealDiv', 4, 5),
    ]),
    outer: 1,
  };
  expect(describeGroup(softmax)).toBe('t₁ = exp(a − max(a)); y = t₁ / sum(t₁) [rows 64, columns 512]');
  const sums = { step: 5, per: 'row', shape: [64], dtype: 'float32' } as const;
  expect(describeGroup({ ...softmax, outputs: [...softmax.outputs, sums] })).toBe(
    't₁ = exp(a − max(a)); y₂ = sum(t₁); y₁ = t₁ / y₂ [rows 64, columns 512]',
  );
});
