import { beforeAll, describe, expect, test } from 'vitest';

import { moves, onDevice } from '../../conformance/judge.ts';
import type { Case, Operation } from '../../conformance/operation.ts';
import { operationsByKind } from '../../conformance/operations.ts';
import { type DrawnStep, randomUpdates } from '../../conformance/random-updates.ts';
import { ensureDevice, tf } from '../../index.ts';
import { replay } from '../replay.ts';
import type { Graph } from '../trace/graph.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
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
  if (isMoving) await expectSameBits(traceStep(gradientsOf(one), inputs), inputs);
  tf.dispose(inputs);
}

/** The gradients of Σ w ⊙ output, in which each number of the output counts differently. */
const gradientsOf =
  ({ call, inputs }: Case): Step =>
  (...given) => {
    const isMoving = (_: tf.Tensor, i: number): boolean => moves(inputs[i]!);
    const loss = (...moved: tf.Tensor[]): tf.Scalar => {
      const output = call(...given.map((tensor, i) => (isMoving(tensor, i) ? moved.shift()! : tensor)));
      return tf.sum(tf.mul(output, tf.reshape(tf.sin(tf.range(1, 1 + output.size)), output.shape)));
    };
    return named(tf.grads(loss)(given.filter(isMoving)));
  };

/** What a step gives, and its variables after it, which are set back; NaN is equal to itself. */
async function runOf(graph: Graph, { inputs, variables }: DrawnStep): Promise<unknown> {
  const before = await Promise.all(variables.map((variable) => variable.data()));
  const outputs = Object.values(replay(graph, inputs));
  const found = await Promise.all(
    [...outputs, ...variables].map(async (tensor) => [...(await tensor.data())]),
  );
  tf.dispose(outputs);
  for (const [i, variable] of variables.entries()) {
    tf.tidy(() => variable.assign(tf.tensor(before[i]!, variable.shape)));
  }
  return found;
}

test('random steps, with updates in their midst, give their bits after all passes', async () => {
  for (let seed = 0; seed < 100; seed++) {
    const drawn = randomUpdates(seed);
    const graph = traceStep(drawn.step, drawn.inputs);
    const better = optimize(graph);
    expect(better.operations.length, `seed ${seed}`).toBeLessThan(graph.operations.length);
    expect(await runOf(better, drawn), `seed ${seed}`).toEqual(await runOf(graph, drawn));
    tf.dispose([...drawn.inputs, ...drawn.variables]);
  }
});
