import { beforeAll, describe, expect, test } from 'vitest';

import { gradientStep, moves, onDevice } from '../../conformance/judge.ts';
import type { Case, Operation } from '../../conformance/operation.ts';
import { operationsByKind } from '../../conformance/operations.ts';
import { memory, tf, useDevice } from '../../index.ts';
import { traceStep } from '../trace/trace-step.ts';
import type { Graph } from '../trace/graph.ts';
import { makeWasmProgram } from './wasm-program.ts';

beforeAll(async () => {
  await useDevice('wasm', { threads: 2 });
});

const named = (tensors: readonly tf.Tensor[]): Record<string, tf.Tensor> =>
  Object.fromEntries(tensors.entries());

/** The bits of tensors, which are freed. */
async function bitsOf(tensors: readonly tf.Tensor[]): Promise<string[]> {
  const all = await Promise.all(tensors.map(async (tensor) => tensor.data()));
  tf.dispose([...tensors]);
  return all.map((numbers) => [...new Uint8Array(Float32Array.from(numbers).buffer)].join());
}

/** Twice, since the second run finds what the first left. */
async function expectSameBits(graph: Graph, inputs: tf.Tensor[], eager: readonly tf.Tensor[]): Promise<void> {
  const program = await makeWasmProgram(graph);
  const expected = await bitsOf(eager);
  const { tensors } = memory();
  for (let i = 0; i < 2; i++) expect(await bitsOf(Object.values(program.run(inputs, [])))).toEqual(expected);
  expect(memory().tensors).toBe(tensors);
  program.dispose();
}

async function expectProgram(one: Case, moving: boolean): Promise<void> {
  const inputs = one.inputs.map(onDevice);
  const metas = inputs.map(({ shape, dtype }) => ({ shape, dtype }));
  const step = traceStep((...given) => named([one.call(...given)]), metas);
  await expectSameBits(step, inputs, [tf.tidy(() => one.call(...inputs))]);
  tf.dispose(inputs);
  if (!moving) return;
  const gradients = gradientStep(one);
  const graph = traceStep(() => named(gradients()), []);
  await expectSameBits(graph, [], tf.tidy(gradients));
}

describe('as a program, each operation and its gradient give the bits they give by themselves', () => {
  const operations = Object.values(operationsByKind()).flat();
  test.each(operations.map((operation): [string, Operation] => [operation.name, operation]))(
    '%s',
    async (_, operation) => {
      for (const one of operation.cases) {
        await expectProgram(one, operation.flat === undefined && one.inputs.some(moves));
      }
    },
  );
});
