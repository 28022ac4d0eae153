import { expect, test } from 'vitest';

import { tf, useDevice } from '../index.ts';
import { missingPart } from './missing-part.ts';
import type { WasmBackend } from './wasm-backend.ts';

const advice =
  'they belong to version 4.22.0, and this is 4.23.1. Install @tensorflow/tfjs@4.22.0 and @tensorflow/tfjs-backend-wasm@4.22.0.';

test('the backend that useDevice starts has all that the kernels need', async () => {
  await useDevice('wasm');
  expect(missingPart(tf.backend() as unknown as WasmBackend)).toBeUndefined();
});

test('what is missing is named, with the version wanted and found', () => {
  const shared = { asm: { memory: new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }) } };
  const plain = { asm: { memory: new WebAssembly.Memory({ initial: 1 }) } };
  const functions = { _malloc: () => 8, _free: () => undefined };
  const nothing = (): undefined => undefined;
  const counting = { incRef: nothing, disposeData: nothing };
  const rest = { dataIdMap: new Map(), makeOutput: () => ({}), ...counting };
  const missing = (backend: object): string | undefined => missingPart(backend as WasmBackend, '4.23.1');
  expect(missing({ wasm: {}, ...rest })).toBe(`wasm.asm.memory of TensorFlow.js's wasm backend; ${advice}`);
  expect(missing({ wasm: { ...shared, _malloc: functions._malloc }, ...rest })).toBe(
    `the function wasm._free of TensorFlow.js's wasm backend; ${advice}`,
  );
  expect(missing({ wasm: { ...shared, ...functions }, ...rest, makeOutput: undefined })).toBe(
    `the function makeOutput of TensorFlow.js's wasm backend; ${advice}`,
  );
  expect(missing({ wasm: { ...plain, ...functions }, ...rest })).toBe(
    `a memory that threads share, made by changing one byte of TensorFlow.js's .wasm; ${advice}`,
  );
  expect(missing({ wasm: { ...shared, ...functions }, ...rest })).toBeUndefined();
});
