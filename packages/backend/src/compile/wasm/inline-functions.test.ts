import { expect, test } from 'vitest';

import { fusedKernelsBase64, kernelsBase64 } from '../../generated/kernels-wasm.ts';
import { laneFunctions } from '../group/wasm/formulas.ts';
import { Code } from './code.ts';
import { encodeModule, type OwnFunction } from './encode.ts';
import { findInlineFunctions, writeInline } from './inline-functions.ts';

const ofVectors = { parameters: ['v128'], results: ['v128'] } as const;

/** A function of a vector as it is written. */
function own(name: string, write: (code: Code) => void): OwnFunction {
  const code = new Code(1);
  write(code);
  return { signature: ofVectors, locals: code.locals, code: code.bytes, name };
}

const source = encodeModule({
  imports: [{ module: 'host', name: 'see', signature: ofVectors }],
  functions: [
    own('double', (code) => code.get(0).get(0).op('f32x4.add')),
    own('turned', (code) => {
      const half = code.get(0).splat(0.5).op('f32x4.mul').keep('v128');
      code.get(half).get(half).shuffle(3, 2, 1, 0);
    }),
    own('calling', (code) => code.get(0).call(0)),
    own('loading', (code) => code.i32(0).memory('v128.load')),
    own('branching', (code) => {
      code.i32(1).when(() => code.get(0).set(0));
      code.get(0);
    }),
    own('unwritten', (code) => code.get(code.local('v128'))),
    own('whole', (code) => {
      code.local('i32');
      code.get(0);
    }),
  ],
});

test('functions that only compute on vectors are found; those that call, load, branch or hold else are not', () => {
  const names = 'double turned calling loading branching unwritten whole missing'.split(' ');
  expect([...findInlineFunctions(source, names).keys()]).toEqual(['double', 'turned']);
});

test('written into another function twice, they compute there what they do, each time with vectors of its own', () => {
  const found = findInlineFunctions(source, ['double', 'turned']);
  const code = new Code(1);
  code.get(0).get(0).memory('v128.load');
  for (const name of ['turned', 'double', 'double', 'turned']) writeInline(code, found.get(name)!);
  code.memory('v128.store', 16);
  const bytes = encodeModule({
    functions: [
      {
        signature: { parameters: ['i32'], results: [] },
        locals: code.locals,
        code: code.bytes,
        name: 'run',
      },
    ],
  });
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports;
  const numbers = new Float32Array(memory.buffer);
  numbers.set([1, 2, 3, -4]);
  (run as (place: number) => void)(0);
  expect(numbers.slice(4, 8)).toEqual(Float32Array.of(1, 2, 3, -4)); // turned about, twice doubled, halved and turned back
});

test.each([
  ['with', fusedKernelsBase64],
  ['without', kernelsBase64],
])(
  'of the kernels %s fused multiply-add, all functions of lanes can be written into others, but for the one that branches',
  (_, base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const found = findInlineFunctions(bytes, laneFunctions);
    expect(laneFunctions.filter((name) => !found.has(name))).toEqual(['whole']);
  },
);
