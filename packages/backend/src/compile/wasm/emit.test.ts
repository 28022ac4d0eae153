import { expect, test } from 'vitest';

import { addressOf, Blocks } from './blocks.ts';
import { emit } from './emit.ts';
import type { Event } from './events.ts';
import type { Layout } from './layout.ts';
import type { Signatures } from './signatures.ts';

test('a program hands each kernel its numbers as the types it takes, and places for addresses', async () => {
  const blocks = new Blocks();
  const [control, given, kept] = [blocks.add(0, 'given'), blocks.add(8, 'given'), blocks.add(8, 'kept')];
  const layout = {
    table: 256,
    find: (address: number) => {
      const spot = blocks.at(address);
      if (!spot) return undefined;
      if (spot.block === control) return { control: true };
      return spot.block === given ? { slot: 3, offset: spot.offset } : { place: 512 + spot.offset };
    },
  } as unknown as Layout;
  const signatures: Signatures = new Map([
    ['setAxis', { parameters: ['i32', 'i32'], results: [] }],
    ['see', { parameters: ['i32', 'f32', 'f64', 'i32', 'i32', 'i32'], results: [] }],
    ['findOutside', { parameters: ['i32', 'i32', 'i32'], results: ['i32'] }],
  ]);
  const see = [addressOf(control), 0.1, 0.1, addressOf(given) + 4, addressOf(kept) + 8, 2 ** 31 + 1];
  const events: Event[] = [
    { kind: 'call', name: 'setAxis', numbers: [addressOf(control), -5], step: 1 },
    { kind: 'call', name: 'see', numbers: see, step: 1 },
    { kind: 'copy', from: addressOf(kept), to: addressOf(kept) + 4, bytes: 4, step: 2 },
    { kind: 'check', ids: addressOf(kept), count: 1, rows: 2, step: 3 },
    { kind: 'check', ids: addressOf(kept), count: 1, rows: 3, step: 3 },
  ];
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const wholes = new Int32Array(memory.buffer);
  wholes[(256 + 4 * 3) / 4] = 1000;
  wholes[512 / 4] = 77;
  const seen: unknown[] = [];
  const note =
    (name: string) =>
    (...numbers: number[]): number => {
      seen.push([name, ...numbers]);
      return name === 'findOutside' && numbers[2] === 3 ? 0 : -1;
    };
  const imports = {
    env: { memory },
    host: { outside: note('outside'), call: note('call') },
    kernels: { see: note('see'), setAxis: note('setAxis'), findOutside: note('findOutside') },
  };
  const { instance } = await WebAssembly.instantiate(emit(events, layout, signatures), imports);
  (instance.exports['run'] as (control: number) => void)(42);
  expect(seen).toEqual([
    ['setAxis', 42, -5],
    ['see', 42, Math.fround(0.1), 0.1, 1004, 520, -(2 ** 31) + 1],
    ['findOutside', 512, 1, 2],
    ['findOutside', 512, 1, 3],
    ['outside', 4],
  ]);
  expect(wholes[512 / 4 + 1]).toBe(77);
});
