import { beforeAll, describe, expect, test } from 'vitest';

import { apart } from '../../conformance/apart.ts';
import { gradientStep, moves, onDevice } from '../../conformance/judge.ts';
import type { Operation } from '../../conformance/operation.ts';
import { operationsByKind } from '../../conformance/operations.ts';
import { randomStep } from '../../conformance/random-step.ts';
import { ensureDevice, tf } from '../../index.ts';
import { replay } from '../replay.ts';
import { traceStep, type Step } from '../trace/trace-step.ts';
import { fuse } from './fuse.ts';

beforeAll(async () => {
  await ensureDevice();
});

const named = (tensors: readonly tf.Tensor[]): Record<string, tf.Tensor> =>
  Object.fromEntries(tensors.entries());

/** The graph of a step, fused, gives what it gives otherwise: the same bits where no group reduces, else to 1e-6. */
async function expectSame(step: Step, inputs: readonly tf.Tensor[], tolerance = 1e-6): Promise<void> {
  const graph = traceStep(step, inputs);
  const smaller = fuse(graph);
  expect(smaller.operations.length).toBeLessThanOrEqual(graph.operations.length);
  const isExact = !JSON.stringify(smaller.operations).includes('"reduce"');
  const distance = await apart(replay(smaller, inputs), replay(graph, inputs));
  expect(distance).toBeLessThanOrEqual(isExact ? 0 : tolerance);
}

describe('each operation and its gradient are the same in groups', () => {
  const operations = Object.values(operationsByKind()).flat();
  test.each(operations.map((operation): [string, Operation] => [operation.name, operation]))(
    '%s',
    async (_, { cases, flat }) => {
      for (const one of cases) {
        const inputs = one.inputs.map(onDevice);
        await expectSame((...given) => named([one.call(...given)]), inputs);
        tf.dispose(inputs);
        if (flat !== undefined || !one.inputs.some(moves)) continue;
        const gradients = gradientStep(one);
        await expectSame(() => named(gradients()), []);
      }
    },
  );
});

// Products of what was reduced make much of the last bits.
test.each(Array.from({ length: 30 }, (_, seed) => seed))(
  'and so is a step of 20 chance turns, of seed %i',
  async (seed) => {
    const x = tf.tensor2d(
      Float32Array.from({ length: 24 }, (_, i) => Math.sin(1.7 * i + seed)),
      [4, 6],
    );
    await expectSame(randomStep(seed, 20), [x], 2e-5);
    x.dispose();
  },
);
