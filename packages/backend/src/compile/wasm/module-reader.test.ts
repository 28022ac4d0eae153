import { expect, test } from 'vitest';

import { encodeModule, unsigned } from './encode.ts';
import { ModuleReader, sections } from './module-reader.ts';

const name = (text: string): number[] => [text.length, ...new TextEncoder().encode(text)];

test('a module is read section by section, each by its number', () => {
  const module = encodeModule({
    functions: [{ signature: { parameters: ['f32'], results: [] }, locals: [], code: [], name: 'run' }],
  });
  const found = [...new ModuleReader(module).sections()].map(([number, { left }]) => [number, left > 0]);
  const { types, imports, functions, exports: exported, bodies } = sections;
  expect(found).toEqual([types, imports, functions, exported, bodies].map((number) => [number, true]));
});

test('numbers of one byte and of five are read as they were written', () => {
  const numbers = [0, 127, 128, 2 ** 32 - 1];
  const reader = new ModuleReader(Uint8Array.from([4, ...numbers.flatMap((number) => unsigned(number))]));
  expect(reader.list(() => reader.unsigned())).toEqual(numbers);
  expect(reader.left).toBe(0);
});

test('of imports the functions are told by their types, whatever else is imported between them', () => {
  const imports = [
    [...name('env'), ...name('f'), 0, 7],
    [...name('env'), ...name('table'), 1, 0x70, 1, 2, 9], // of functions, from 2 to 9
    [...name('env'), ...name('memory'), 2, 0, 1], // of no most
    [...name('env'), ...name('global'), 3, 0x7f, 1],
    [...name('env'), ...name('g'), 0, ...unsigned(300)],
  ];
  const reader = new ModuleReader(Uint8Array.from([imports.length, ...imports.flat()]));
  expect(reader.importedFunctions()).toEqual([7, 300]);
  expect(reader.left).toBe(0);
});

test('of exports the functions are told by name', () => {
  const exported = [
    [...name('memory'), 2, 0],
    [...name('run'), 0, 5],
  ];
  const reader = new ModuleReader(Uint8Array.from([exported.length, ...exported.flat()]));
  expect([...reader.exportedFunctions()]).toEqual([['run', 5]]);
});
