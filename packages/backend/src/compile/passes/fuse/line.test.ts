import { expect, test } from 'vitest';

import { tf } from '../../../tfjs.ts';
import { ensureDevice } from '../../../index.ts';
import type { Operation } from '../../trace/graph.ts';
import { traceStep } from '../../trace/trace-step.ts';
import { Changes } from './changes.ts';
import { knowledgeOf } from './known.ts';
import { Line } from './line.ts';
import { Order } from './order.ts';

/** The line of exp(x), its square, the square's sine, and exp(x) plus the sine, with the operations in this order. */
async function lineOfFour(): Promise<{ line: Line; operations: readonly Operation[] }> {
  await ensureDevice();
  const graph = traceStep(
    (x) => {
      const first = tf.exp(x!);
      return { y: tf.add(first, tf.sin(tf.square(first))) };
    },
    [{ shape: [3], dtype: 'float32' }],
  );
  const changes = new Changes(graph);
  const order = new Order(
    graph,
    knowledgeOf(graph, () => false),
    changes,
  );
  return { line: new Line(graph.operations, order), operations: graph.operations };
}

test('neighbours may be computed together; two between which another must come may not', async () => {
  const { line, operations } = await lineOfFour();
  const [exp, square, sin, add] = operations as [Operation, Operation, Operation, Operation];
  expect(operations.map(({ kernel }) => kernel)).toEqual(['Exp', 'Square', 'Sin', 'Add']);
  expect(line.join(exp, add)).toBeUndefined();
  line.join(exp, square)!();
  expect(line.join(square, add)).toBeUndefined(); // the sine is behind both and before the sum
  line.join(sin, add)!();
  line.join(add, exp)!();
});
