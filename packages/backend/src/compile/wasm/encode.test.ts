import { describe, expect, test } from 'vitest';

import { Code } from './code.ts';
import { encodeModule, signed, unsigned } from './encode.ts';
import { type Opcode, opcodes } from './opcodes.ts';

describe('whole numbers take as few bytes as they need', () => {
  test.each([
    [0, [0]],
    [127, [0x7f]],
    [128, [0x80, 1]],
    [624485, [0xe5, 0x8e, 0x26]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('%i without a sign', (value, bytes) => expect(unsigned(value)).toEqual(bytes));

  test.each([
    [0, [0]],
    [63, [0x3f]],
    [64, [0xc0, 0]],
    [-1, [0x7f]],
    [-64, [0x40]],
    [-123456, [0xc0, 0xbb, 0x78]],
    [2 ** 32 - 1, [0x7f]],
    [2 ** 31, [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])('%i with one', (value, bytes) => expect(signed(value)).toEqual(bytes));
});

/** A small module whose function `run(place, count)` is as written; `seen` is what it handed to the function that it imports. */
function compile(code: Code): {
  run: (place: number, count: number) => void;
  seen: number[];
  numbers: Float32Array;
} {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const seen: number[] = [];
  const bytes = encodeModule({
    imports: [{ module: 'host', name: 'see', signature: { parameters: ['i32'], results: [] } }],
    functions: [
      { signature: { parameters: ['i32', 'i32'], results: [] }, locals: [], code: code.bytes, name: 'run' },
    ],
  });
  const imports = { env: { memory }, host: { see: (value: number) => void seen.push(value) } };
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports;
  return {
    run: run as (place: number, count: number) => void,
    seen,
    numbers: new Float32Array(memory.buffer),
  };
}

test('a module calls what it imports and counts down a loop', () => {
  const code = new Code();
  code.loop(() => {
    code.get(1).call(0);
    code.get(1).i32(-1).op('i32.add').tee(1);
  });
  const { run, seen } = compile(code);
  run(0, 3);
  expect(seen).toEqual([3, 2, 1]);
});

test('a module computes four numbers at a time in the memory that it is given', () => {
  const code = new Code();
  code.get(1).when(() => {
    code.get(0).get(0).memory('v128.load', 64).splat(0.5).op('f32x4.mul').memory('v128.store', 128);
  });
  const { run, numbers } = compile(code);
  numbers.set([1, 2, 3, 4], 16);
  run(0, 0);
  expect(numbers[32]).toBe(0);
  run(0, 1);
  expect(numbers.slice(32, 36)).toEqual(Float32Array.of(0.5, 1, 1.5, 2));
});

test('the code of a function may have more bytes than can be handed over at once', () => {
  const code = new Code();
  for (let i = 0; i < 60_000; i++) code.i32(1).op('i32.eqz').call(0);
  const { run, seen } = compile(code);
  run(0, 0);
  expect(seen).toHaveLength(60_000);
});

test('every instruction is one: its operands and its result are those of its name', () => {
  const wrong = Object.keys(opcodes).filter((name) => !validates(name as Opcode));
  expect(wrong).toEqual([]);
});

/** Whether an engine takes the instruction with the operands that its name promises. */
function validates(name: Opcode): boolean {
  const code = new Code();
  const drop = 0x1a;
  const [type, verb] = name.split('.') as [string, string?];
  const vector = (count: number): void => {
    for (let i = 0; i < count; i++) code.splat(1);
  };
  const binary =
    /^(add|sub|mul|div|div_s|div_u|rem_s|rem_u|and|andnot|or|xor|shl|eq|ne|[lg][te]|[lg][te]_[su]|min|max|min_s|max_s|pmin|pmax|narrow.*)$/;
  let results = 1;
  if (verb === undefined) code.i32(1).i32(2).i32(3).op(name);
  else if (verb.startsWith('store')) {
    code.i32(0);
    vector(1);
    code.memory(name, 0, verb.endsWith('lane') ? 0 : undefined);
    results = 0;
  } else if (/^load\d+_lane$/.test(verb)) {
    code.i32(0);
    vector(1);
    code.memory(name, 0, 0);
  } else if (verb.startsWith('load')) code.i32(0).memory(name);
  else if (verb === 'splat') code.i32(1).op(name);
  else if (verb === 'bitselect') {
    vector(3);
    code.op(name);
  } else {
    const count = binary.test(verb) ? 2 : 1;
    for (let i = 0; i < count; i++) {
      if (type === 'i32') code.i32(1);
      else code.splat(1);
    }
    code.op(name);
  }
  const signature = { parameters: [], results: [] };
  const bytes = [...code.bytes, ...(results ? [drop] : [])];
  return WebAssembly.validate(encodeModule({ functions: [{ signature, locals: [], code: bytes }] }));
}
