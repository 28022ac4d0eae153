import { beforeAll, expect, test } from 'vitest';

import { apart } from '../../conformance/apart.ts';
import { randomTurns } from '../../conformance/random-turns.ts';
import { ensureDevice, tf } from '../../index.ts';
import { replay } from '../replay.ts';
import { traceStep, type Step } from '../trace/trace-step.ts';
import { fuse } from './fuse.ts';

beforeAll(async () => {
  await ensureDevice();
});

/**
 * The graph of a step, fused, gives what it gives otherwise: the same bits where no group reduces; else to 2e-5,
 * for products of what was reduced make much of the last bits.
 */
async function expectSame(step: Step, inputs: readonly tf.Tensor[]): Promise<void> {
  const graph = traceStep(step, inputs);
  const smaller = fuse(graph);
  expect(smaller.operations.length).toBeLessThanOrEqual(graph.operations.length);
  const isExact = !JSON.stringify(smaller.operations).includes('"reduce"');
  const distance = await apart(replay(smaller, inputs), replay(graph, inputs));
  expect(distance).toBeLessThanOrEqual(isExact ? 0 : 2e-5);
}

test.each(Array.from({ length: 30 }, (_, seed) => seed))(
  'fused, a step of 20 chance turns gives the same, of seed %i',
  async (seed) => {
    const x = tf.tensor2d(
      Float32Array.from({ length: 24 }, (_, i) => Math.sin(1.7 * i + seed)),
      [4, 6],
    );
    await expectSame(randomTurns(seed, 20), [x]);
    x.dispose();
  },
);
