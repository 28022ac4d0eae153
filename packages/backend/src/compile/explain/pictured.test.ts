import { writeFile } from 'node:fs/promises';

import { beforeAll, expect, inject, test } from 'vitest';

import recorded from '../../../fixtures/compiled-step.json' with { type: 'json' };
import { ensureDevice, tf, valueAndGradients } from '../../index.ts';
import { describeGroup } from '../group/describe-group.ts';
import { type Group, GROUP } from '../group/group.ts';
import { optimize } from '../passes/optimize.ts';
import { peakMemory } from '../passes/peak-memory.ts';
import type { Graph, Value } from '../trace/graph.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** A node of the picture on the site: what comes in, or an operation. */
interface Node {
  readonly id: string;
  readonly kind: 'input' | 'variable' | 'operation' | 'output';
  readonly label: string;
  readonly detail: string;
  /** The nodes that it reads. */
  readonly reads: readonly string[];
}

function picture(graph: Graph, names: ReadonlyMap<tf.Variable, string>): Node[] {
  const makers = new Map<Value, string>();
  const nodes: Node[] = [];
  const add = (kind: Node['kind'], label: string, detail: string, reads: readonly Value[] = []): string => {
    const id = `n${nodes.length}`;
    const known = [...new Set(reads.flatMap((value) => makers.get(value) ?? []))];
    nodes.push({ id, kind, label, detail, reads: known });
    return id;
  };
  const shape = (value: Value): string => `[${value.shape.join(', ')}]`;
  for (const [i, value] of graph.inputs.entries()) makers.set(value, add('input', 'xy'[i]!, shape(value)));
  for (const { variable, before } of graph.states) {
    makers.set(before, add('variable', names.get(variable)!, shape(before)));
  }
  for (const { kernel, inputs, attributes, outputs } of graph.operations) {
    const isGroup = kernel === GROUP;
    const detail = isGroup ? describeGroup(attributes['group'] as Group) : outputs.map(shape).join(', ');
    const id = add('operation', isGroup ? 'one loop' : kernel, detail, Object.values(inputs));
    for (const output of outputs) makers.set(output, id);
  }
  for (const { variable, before, after } of graph.states) {
    if (after !== before) add('output', `${names.get(variable)} of the next run`, shape(after), [after]);
  }
  for (const [name, value] of Object.entries(graph.outputs)) add('output', name, shape(value), [value]);
  return nodes;
}

test('the picture on the site is that of a layer, an activation written by hand, and its training', async () => {
  const w = tf.variable(tf.tensor2d([[0.5], [-0.25]]));
  const b = tf.variable(tf.tensor1d([0.1]));
  const names = new Map<tf.Variable, string>([
    [w, 'w'],
    [b, 'b'],
  ]);
  const step: Step = (x, y) => {
    const { value, gradients } = valueAndGradients(() => {
      const h = tf.add(tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D), b);
      const swish = tf.mul(h, tf.sigmoid(h));
      return tf.mean(tf.square(tf.sub(swish, y!)));
    }, [w, b]);
    for (const variable of [w, b])
      variable.assign(tf.sub(variable, tf.mul(gradients[variable.name]!, 0.1)) as never);
    return { loss: value };
  };
  const traced = traceStep(step, [
    { shape: [64, 2], dtype: 'float32' },
    { shape: [64, 1], dtype: 'float32' },
  ]);
  const graph = optimize(traced);
  const found = {
    before: {
      nodes: picture(traced, names),
      bytes: peakMemory(traced).bytes,
      operations: traced.operations.length,
    },
    after: {
      nodes: picture(graph, names),
      bytes: peakMemory(graph).bytes,
      operations: graph.operations.length,
    },
  };
  tf.dispose([w, b]);
  if (inject('renewing') === 'picture') {
    await writeFile('packages/backend/fixtures/compiled-step.json', `${JSON.stringify(found, null, 1)}\n`);
  }
  expect(
    found,
    'renew it: THAW_RENEW=picture npx vitest run --project wasm packages/backend/src/compile/explain/pictured.test.ts',
  ).toEqual(recorded);
});
