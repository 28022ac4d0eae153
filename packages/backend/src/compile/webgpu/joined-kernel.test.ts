import { expect, test } from 'vitest';

import { joinKernels, sharedBytes } from './joined-kernel.ts';

const scale = {
  name: 'scale',
  reads: { x: 'f32' },
  writes: { y: 'f32' },
  uniforms: { factor: 'f32' },
  wgsl: `
const TWICE = 2.0;
fn main(group: u32, lane: u32) { y[lane] = x[lane] * u.factor * TWICE; }`,
} as const;

test('each kernel has names and numbers of its own, and the first workgroups are those of the first', () => {
  const code = joinKernels(
    [
      { definition: scale, tensors: [0, 1] },
      { definition: scale, tensors: [0, 2] },
    ],
    [false, true, true],
  );
  expect(code.replaceAll(/\n\s*/g, '\n').trim()).toBe(`struct Uniforms0 { groups: u32, factor: f32 }
struct Uniforms1 { groups: u32, factor: f32 }
struct All { @align(16) u0: Uniforms0, @align(16) u1: Uniforms1 }
@group(0) @binding(0) var<storage, read> buffer0: array<f32>;
@group(0) @binding(1) var<storage, read_write> buffer1: array<f32>;
@group(0) @binding(2) var<storage, read_write> buffer2: array<f32>;
@group(0) @binding(3) var<uniform> uniformsOfAll: All;
const workgroupSize = 64u;
fn isNaN(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
const TWICE_0 = 2.0;
fn main_0(group: u32, lane: u32) { buffer1[lane] = buffer0[lane] * uniformsOfAll.u0.factor * TWICE_0; }
const TWICE_1 = 2.0;
fn main_1(group: u32, lane: u32) { buffer2[lane] = buffer0[lane] * uniformsOfAll.u1.factor * TWICE_1; }
@compute @workgroup_size(64)
fn start(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) grid: vec3u, @builtin(local_invocation_index) lane: u32) {
var rest = id.x + id.y * grid.x;
if (rest < uniformsOfAll.u0.groups) { main_0(rest, lane); return; }
rest -= uniformsOfAll.u0.groups;
if (rest < uniformsOfAll.u1.groups) { main_1(rest, lane); return; }
rest -= uniformsOfAll.u1.groups;
}`);
});

test('parts of something keep their names though they are called as a tensor is', () => {
  const wgsl = 'fn main(group: u32, lane: u32) { let v = vec2f(x[lane], 1); y[lane] = v.x + v.y; }';
  const code = joinKernels([{ definition: { ...scale, wgsl }, tensors: [0, 1] }], [false, true]);
  expect(code).toContain('let v = vec2f(buffer0[lane], 1); buffer1[lane] = v.x + v.y;');
});

test.each<[string, readonly string[], number]>([
  ['none', ['fn main() {}'], 0],
  ['numbers and vectors', ['var<workgroup> a: array<f32, 64>;\nvar<workgroup> b: array<vec4f, 2>;'], 288],
  ['as many as a workgroup may have invocations', ['var<workgroup> a: array<f32, workgroupSize>;'], 1024],
  ['declared alike, which is one', Array.from({ length: 2 }, () => 'var<workgroup> a: array<f32, 8>;'), 32],
  [
    'declared otherwise by one name',
    ['var<workgroup> a: array<f32, 8>;', 'var<workgroup> a: array<f32, 9>;'],
    Infinity,
  ],
  ['that says not in numbers how much it is', ['var<workgroup> a: array<f32, TILE>;'], Infinity],
  ['in a comment, which is none', ['// var<workgroup> a: array<f32, 8>;\nfn main() {}'], 0],
])('memory of workgroups: %s', (_, codes, bytes) => {
  expect(sharedBytes(codes)).toBe(bytes);
});
