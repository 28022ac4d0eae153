import { expect, test } from 'vitest';

import type { KernelDefinition } from '../../../webgpu/build-kernel.ts';
import { canHoldHalves, halfKernel } from './half-kernel.ts';

const kernel = (wgsl: string, more: Partial<KernelDefinition<string, string>> = {}) => ({
  name: 'example',
  reads: { x: 'f32', w: 'f32', labels: 'i32' } as const,
  writes: { y: 'f32', sums: 'f32' } as const,
  wgsl,
  ...more,
});

const scaled = kernel(`fn f(x: f32) -> f32 { return 2.0 * x; } // y[i] of x
fn main(group: u32, lane: u32) {
  y[i + offsets[j]] = f(x[u32(labels[i])]) + w[i] * x[0];
  if (x[i] == w[x.y]) { sums[i] = w[i]; }
}`);

/** The last lines, which are the kernel's own. */
const own = (wgsl: string): string[] => wgsl.slice(wgsl.indexOf('fn f(')).split('\n');

test('with f16 a read is made wide and a write rounded; other tensors, parameters of the same name and comments are let be', () => {
  const half = halfKernel(scaled, ['x', 'y'], true);
  expect(half.enables).toEqual(['f16']);
  expect([half.reads, half.writes]).toEqual([
    { x: 'f16', w: 'f32', labels: 'i32' },
    { y: 'f16', sums: 'f32' },
  ]);
  expect(own(half.wgsl)).toEqual([
    'fn f(x: f32) -> f32 { return 2.0 * x; } ',
    'fn main(group: u32, lane: u32) {',
    '  y[i + offsets[j]] = toHalf(f(f32(x[u32(labels[i])])) + w[i] * f32(x[0]));',
    '  if (f32(x[i]) == w[x.y]) { sums[i] = w[i]; }',
    '}',
  ]);
  expect(half.wgsl).toContain('fn toHalf(x: f32) -> f16 {');
});

test('without it two halves share a word, which is written by atomic operations', () => {
  const half = halfKernel(scaled, ['x', 'y'], false);
  expect(half.enables).toEqual([]);
  expect([half.reads, half.writes]).toEqual([
    { x: 'u32', w: 'f32', labels: 'i32' },
    { y: 'atomic<u32>', sums: 'f32' },
  ]);
  expect(own(half.wgsl).slice(2, 4)).toEqual([
    '  storeHalf_y(u32(i + offsets[j]), f(halfIn_x(u32(u32(labels[i])))) + w[i] * halfIn_x(u32(0)));',
    '  if (halfIn_x(u32(i)) == w[x.y]) { sums[i] = w[i]; }',
  ]);
});

test('a place that is itself looked up in a half is found', () => {
  const half = halfKernel(kernel('fn main() { y[u32(x[i])] = x[u32(x[2])]; }'), ['x', 'y'], true);
  expect(half.wgsl).toMatch(
    /fn main\(\) { y\[u32\(f32\(x\[i\]\)\)\] = toHalf\(f32\(x\[u32\(f32\(x\[2\]\)\)\]\)\); }$/,
  );
});

test('a tensor is not stored in halves where the kernel does more than read or write its numbers one by one', () => {
  const can = (wgsl: string, name: string): boolean => canHoldHalves(kernel(`fn main() { ${wgsl} }`), name);
  expect(can('y[i] = x[i];', 'y')).toBe(true);
  expect(can('y[i] = x[i];', 'x')).toBe(true);
  expect(can('let all = a && x[i] > 0.0;', 'x')).toBe(true);
  expect(can('if (x[i] <= 0.0 || x[i] == 1.0) {}', 'x')).toBe(true);
  expect(can('y[i] += x[i];', 'y')).toBe(false); // what it adds to is rounded already
  expect(can('y[i] = x[i]; let sum = y[i] + y[j];', 'y')).toBe(false);
  expect(can('let p = &x[i];', 'x')).toBe(false);
  expect(can('let n = arrayLength(&x);', 'x')).toBe(false);
  expect(can('let x = 3.0;', 'x')).toBe(false);
  expect(can('y[i].x = 1.0;', 'y')).toBe(false);
  expect(canHoldHalves(kernel('fn f(x: vec4f) -> f32 { return x[0]; }'), 'x')).toBe(false);
  expect(can('let label = labels[i];', 'labels')).toBe(false); // whole numbers
  expect(can('let scale = pace[0];', 'pace')).toBe(false); // a small tensor, in a uniform
});
