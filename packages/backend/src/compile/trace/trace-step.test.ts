import { beforeAll, expect, test } from 'vitest';

import { adamUpdate, dropout, ensureDevice, memory, Random, tf, valueAndGradients } from '../../index.ts';
import { differenceOf } from './difference.ts';
import type { Graph } from './graph.ts';
import { TraceError } from './trace-error.ts';
import { traceStep, type Step } from './trace-step.ts';

beforeAll(async () => {
  await ensureDevice();
});

const matrix = { shape: [2, 3], dtype: 'float32' } as const;
const kernels = ({ operations }: Graph): string[] => operations.map(({ kernel }) => kernel);

test('a product and a sum: two operations of an input, a variable and a constant', () => {
  const w = tf.variable(tf.ones([3, 1]));
  const graph = traceStep((x) => ({ y: tf.sum(tf.matMul(x!, w)).add(2) }), [matrix]);
  expect(kernels(graph)).toEqual(['BatchMatMul', 'Sum', 'Add']);
  const [product, sum, add] = graph.operations;
  expect(product!.inputs).toEqual({ a: graph.inputs[0], b: graph.states[0]!.before });
  expect(product!.outputs[0]!.shape).toEqual([2, 1]);
  expect(sum!.inputs['x']).toBe(product!.outputs[0]);
  expect(graph.constants.map(({ numbers }) => [...numbers])).toEqual([[2]]);
  expect(graph.outputs).toEqual({ y: add!.outputs[0] });
  expect(graph.states).toEqual([
    { variable: w, before: graph.states[0]!.before, after: graph.states[0]!.before },
  ]);
  w.dispose();
});

test('a whole step of Adam: variables change in the graph and keep their numbers outside, and nothing stays behind', async () => {
  const [w, mean, meanSquare, other] = [
    tf.ones([3, 1]),
    tf.zeros([3, 1]),
    tf.zeros([3, 1]),
    tf.ones([1]),
  ].map((tensor) => tf.variable(tensor));
  const settings = { rate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, decay: 0 };
  const step: Step = (x) => {
    const { value, gradients } = valueAndGradients(() => tf.mean(tf.square(tf.matMul(x!, w!))), [w!]);
    adamUpdate(
      [{ variable: w!, gradient: gradients[w!.name]!, mean: mean!, meanSquare: meanSquare! }],
      settings,
    );
    return { loss: value };
  };
  const before = memory();
  const graph = traceStep(step, [matrix]);
  expect(memory()).toEqual(before);
  expect([...(await w!.data()), ...(await mean!.data())]).toEqual([1, 1, 1, 0, 0, 0]);
  expect(kernels(graph).at(-1)).toBe('ThawAdam');
  expect(graph.states.map(({ variable }) => variable)).toEqual([w, mean, meanSquare]);
  expect(graph.states.map(({ after }) => after)).toEqual(graph.operations.at(-1)!.outputs);
  expect(graph.outputs['loss']!.shape).toEqual([]);
  expect(differenceOf(graph, traceStep(step, [matrix]))).toBeUndefined();
  // Eagerly the step is as it was.
  const x = tf.ones([2, 3]);
  expect((await tf.tidy(() => step(x)['loss']!).data())[0]).toBe(9);
  tf.dispose([w!, mean!, meanSquare!, other!, x]);
});

test('a tensor from outside that is no variable is captured, and stays', async () => {
  const mask = tf.tensor1d([1, 0, 1]);
  const graph = traceStep((x) => ({ y: tf.mul(x!, mask) }), [matrix]);
  expect(graph.captured).toEqual([{ value: graph.operations[0]!.inputs['b'], tensor: mask }]);
  expect([...(await mask.data())]).toEqual([1, 0, 1]);
  mask.dispose();
});

test('dropout reads the state of its generator, which is live', () => {
  const random = new Random(7);
  const graph = traceStep((x) => ({ y: dropout(x!, 0.5, random) }), [matrix]);
  expect(kernels(graph)).toEqual(['ThawDropout']);
  expect(graph.live).toEqual([
    { value: graph.operations[0]!.inputs['state'], compute: expect.any(Function) as never, random },
  ]);
  expect(graph.constants).toEqual([]);
});

test('what JavaScript decides differs from trace to trace, and is named', () => {
  let count = 0;
  const twice = (step: Step): string | undefined =>
    differenceOf(traceStep(step, [matrix]), traceStep(step, [matrix]));
  expect(twice((x) => ({ y: tf.mul(x!, 0.5 ** count++) }))).toBe(
    'a number that Multiply reads, in a tensor [] made in the step, is 1 in one run and 0.5 in the next; pass it to the step as a tensor, or let each run compute it: ' +
      'liveTensor(() => …).',
  );
  expect(twice((x) => ({ y: tf.leakyRelu(x!, 0.5 ** count++) }))).toBe(
    'LeakyRelu has alpha 0.25 in one run and 0.125 in the next; it is no tensor and stays as it is: compute with a tensor in its place, an input ' +
      'or liveTensor(() => …), or have a program for each (variant).',
  );
  expect(twice((x) => ({ y: count++ % 2 ? tf.square(x!) : tf.exp(x!) }))).toBe(
    'operation 0 is Exp in one run and Square in the next: the step goes another way from run to run; decide before it, or by tf.where.',
  );
  expect(twice((x) => ({ y: count++ % 2 ? tf.square(x!).exp() : tf.square(x!) }))).toMatch(
    /^operation 1 is (none|Exp) in one run/,
  );
});

test.each<[string, Step, string]>([
  [
    'reads a number',
    (x) => ({ y: tf.sum(x!).dataSync()[0]! > 0 ? x! : tf.neg(x!) }),
    'a number was read (dataSync, arraySync, data, array) that is known only when the step runs, for it comes of Sum; ' +
      'return the tensor from the step and read it there.',
  ],
  [
    'makes a variable',
    (x) => ({ y: tf.add(tf.variable(tf.zeros([3]), true, 'made'), x!) }),
    'the step makes variables (made); make them before it, for it makes them anew in every run.',
  ],
  [
    'has no rule',
    (x) => ({ y: tf.spectral.fft(tf.complex(x!, x!)) }),
    'the operation Complex cannot be compiled: no rule tells what it makes.',
  ],
  [
    'returns a tensor',
    ((x: tf.Tensor) => x) as unknown as Step,
    'a step returns tensors by name, such as { loss }, got a tensor [2, 3].',
  ],
  [
    'returns a number',
    () => ({ loss: 3 }) as never,
    'a step returns tensors by name, such as { loss }, got 3 under "loss".',
  ],
  [
    'traces another',
    (x) => ({ y: tf.add(x!, traceStep(() => ({}), []).values.length) }),
    'a step is being traced already: a compiled step within another cannot be traced.',
  ],
])('a step that %s is refused, and all is as it was', (_, step, message) => {
  const [before, backend] = [memory(), tf.getBackend()];
  expect(() => traceStep(step, [matrix])).toThrow(new TraceError(message));
  expect(memory()).toEqual(before);
  expect(tf.getBackend()).toBe(backend);
  expect([...tf.add(1, 1).dataSync()]).toEqual([2]);
});
