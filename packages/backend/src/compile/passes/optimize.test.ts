import { beforeAll, describe, expect, test } from 'vitest';

import { gradientStep, moves, onDevice } from '../../conformance/judge.ts';
import type { Case, Operation } from '../../conformance/operation.ts';
import { operationsByKind } from '../../conformance/operations.ts';
import { ensureDevice, tf } from '../../index.ts';
import { replay } from '../replay.ts';
import type { Graph } from '../trace/graph.ts';
import { traceStep } from '../trace/trace-step.ts';
import { optimize } from './optimize.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** The bits of tensors, which are freed. */
async function bitsOf(tensors: readonly tf.Tensor[]): Promise<string[]> {
  const all = await Promise.all(tensors.map(async (tensor) => tensor.data()));
  tf.dispose([...tensors]);
  return all.map((numbers) => [...new Uint8Array(Float32Array.from(numbers).buffer)].join());
}

const named = (tensors: readonly tf.Tensor[]): Record<string, tf.Tensor> =>
  Object.fromEntries(tensors.entries());

/** How many operations do more than to name what is there. */
const costOf = ({ operations }: Graph): number =>
  operations.filter(({ kernel }) => kernel !== 'Reshape' && kernel !== 'Identity').length;

async function expectSameBits(graph: Graph, inputs: readonly tf.Tensor[]): Promise<void> {
  const better = optimize(graph);
  expect(costOf(better)).toBeLessThanOrEqual(costOf(graph));
  const given = Object.values(replay(graph, inputs));
  expect(await bitsOf(Object.values(replay(better, inputs)))).toEqual(await bitsOf(given));
}

describe('each operation and its gradient give their bits after all passes', () => {
  const operations = Object.values(operationsByKind()).flat();
  test.each(operations.map((operation): [string, Operation] => [operation.name, operation]))(
    '%s',
    async (_, { cases, flat }) => {
      for (const one of cases) await expectCase(one, flat === undefined && one.inputs.some(moves));
    },
  );
});

async function expectCase(one: Case, isMoving: boolean): Promise<void> {
  const inputs = one.inputs.map(onDevice);
  await expectSameBits(
    traceStep((...given) => named([one.call(...given)]), inputs),
    inputs,
  );
  tf.dispose(inputs);
  if (!isMoving) return;
  const gradients = gradientStep(one);
  const graph = traceStep(() => named(gradients()), []);
  await expectSameBits(graph, []);
}
