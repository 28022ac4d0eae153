import { afterAll, describe, expect, test } from 'vitest';

import { Code } from '../compile/wasm/code.ts';
import { encodeModule } from '../compile/wasm/encode.ts';
import { wasmKernels } from '../device/wasm.ts';
import { tf, useDevice } from '../index.ts';

afterAll(async () => {
  await useDevice('wasm', { threads: 1 });
});

/** A module that adds a number to that of each chunk, where the first place of the job points; its values lie 4 KiB apart. */
function adder(number: number): WebAssembly.Module {
  const code = new Code(3);
  const [control, chunk, places] = [0, 1, 392];
  code.get(control).memory('i32.load', places).get(chunk).i32(4096).op('i32.mul', 'i32.add');
  const place = code.keep('i32');
  code.get(place).get(place).memory('v128.load').splat(number, true).op('i32x4.add').memory('v128.store');
  return compiled(code);
}

function compiled(code: Code): WebAssembly.Module {
  const signature = { parameters: ['i32', 'i32', 'i32'], results: [] } as const;
  const run = { signature, locals: code.locals, code: code.bytes, name: 'run' };
  return new WebAssembly.Module(encodeModule({ functions: [run] }));
}

const CHUNKS = 300;

/** What a job of the module in a slot makes of zeros, chunk by chunk. */
async function made(slot: number): Promise<number[]> {
  const kernels = wasmKernels()!;
  const y = tf.zeros([CHUNKS * 1024], 'int32');
  kernels.run.setPlace(kernels.control, 0, kernels.place(y));
  kernels.run.group(kernels.control, slot, CHUNKS);
  const all = await y.data();
  y.dispose();
  return Array.from({ length: CHUNKS }, (_, chunk) => all[chunk * 1024]!);
}

const all = (number: number): number[] => Array.from({ length: CHUNKS }, () => number);

describe.each([1, 3])('on %i threads', (threads) => {
  test('a module computes each chunk once, before and after the workers have heard of it', async () => {
    await useDevice('wasm', { threads });
    const { added } = wasmKernels()!;
    const slot = added.add(adder(7));
    expect(await made(slot)).toEqual(all(7));
    await added.heard();
    for (let i = 0; i < 20; i++) expect(await made(slot)).toEqual(all(7));
    added.remove(slot);
  });

  test('many may come and go in between jobs, and a slot is never given to another', async () => {
    const { added } = wasmKernels()!;
    const lasting = added.add(adder(1));
    const slots = new Set([lasting]);
    for (let i = 2; i < 20; i++) {
      const slot = added.add(adder(i));
      slots.add(slot);
      expect(await made(lasting)).toEqual(all(1));
      expect(await made(slot)).toEqual(all(i));
      added.remove(slot);
    }
    expect(slots.size).toBe(19);
    await added.heard();
    expect(await made(lasting)).toEqual(all(1));
    added.remove(lasting);
  });
});

test('workers that start later know what was added before', async () => {
  await useDevice('wasm', { threads: 1 });
  const { added } = wasmKernels()!;
  const slot = added.add(adder(3));
  await useDevice('wasm', { threads: 3 });
  await added.heard();
  for (let i = 0; i < 20; i++) expect(await made(slot)).toEqual(all(3));
  added.remove(slot);
});

test('workers that have heard of a module take part in its jobs', async () => {
  await useDevice('wasm', { threads: 2 });
  const kernels = wasmKernels()!;
  const code = new Code(3); // writes where the thread has its scratch
  const [control, chunk, scratch, places] = [0, 1, 2, 392];
  code.get(control).memory('i32.load', places).get(chunk).i32(4096).op('i32.mul', 'i32.add');
  code.get(scratch).op('i32x4.splat').memory('v128.store');
  const slot = kernels.added.add(compiled(code));
  await kernels.added.heard();
  const seen = new Set<number>();
  // A worker that is late for one job is in time for another.
  while (seen.size < 2) for (const place of await made(slot)) seen.add(place);
  expect(seen.size).toBe(2);
  kernels.added.remove(slot);
});
