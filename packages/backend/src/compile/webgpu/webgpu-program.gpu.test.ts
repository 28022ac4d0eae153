import { expectClose, type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';

import {
  type AdamState,
  adamUpdate,
  dense,
  DeviceError,
  layerNorm,
  memory,
  Random,
  softmaxCrossEntropy,
  tf,
  useDevice,
  valueAndGradients,
} from '../../index.ts';
import { liveTensor } from '../live.ts';
import { prepare } from '../prepare.ts';
import type { Program } from '../program.ts';
import { TraceError } from '../trace/trace-error.ts';
import { type Step, traceStep } from '../trace/trace-step.ts';
import { makeWebGPUProgram } from './webgpu-program.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  errors = watchGpuErrors();
});
afterEach(() => errors.expectNone());
afterAll(() => useDevice('webgpu'));

interface Compiled extends Pick<Program, 'memory' | 'calls' | 'dispose'> {
  run(...inputs: tf.Tensor[]): Record<string, tf.Tensor>;
}

async function compile(step: Step, inputs: readonly tf.Tensor[] = []): Promise<Compiled> {
  const graph = traceStep(step, inputs);
  const program = await makeWebGPUProgram(graph);
  const { memory: bytes, calls } = program;
  return {
    memory: bytes,
    calls,
    run: (...given) => program.run(given, prepare(graph)),
    dispose: () => program.dispose(),
  };
}

async function numbersOf(outputs: Record<string, tf.Tensor>): Promise<number[][]> {
  const all = await Promise.all(Object.values(outputs).map((tensor) => tensor.data()));
  tf.dispose(outputs);
  return all.map((numbers) => [...numbers]);
}

/** A net of two layers that learns by Adam. */
function learner(): { step: Step; weights: tf.Variable[]; dispose(): void } {
  const random = new Random(7);
  const draw = (...shape: number[]): tf.Variable =>
    tf.tidy(() => tf.variable(tf.tensor(random.normal(shape[0]! * (shape[1] ?? 1), 0, 0.5), shape)));
  const weights = [draw(6, 16), draw(16), draw(16), draw(16), draw(16, 4), draw(4)];
  const [kernel1, bias1, gamma, beta, kernel2, bias2] = weights as [
    tf.Variable,
    tf.Variable,
    tf.Variable,
    tf.Variable,
    tf.Variable,
    tf.Variable,
  ];
  const slots = weights.map(({ shape }) =>
    tf.tidy(() => [tf.variable(tf.zeros(shape)), tf.variable(tf.zeros(shape))] as const),
  );
  const step: Step = (x, labels) => {
    const { value, gradients } = valueAndGradients(() => {
      const hidden = layerNorm(dense(x!, kernel1, bias1, 'relu'), { gamma, beta }, 1e-5);
      return tf.mean(softmaxCrossEntropy(dense(hidden, kernel2, bias2), labels!));
    }, weights);
    const states = weights.map((variable, i): AdamState => {
      const [mean, meanSquare] = slots[i]!;
      return { variable, gradient: gradients[variable.name]!, mean, meanSquare };
    });
    adamUpdate(states, { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, decay: 0 });
    return { loss: value };
  };
  return { step, weights, dispose: () => tf.dispose([...weights, ...slots.flat()]) };
}

const deviceInUse = (): GPUDevice => (tf.backend() as unknown as { device: GPUDevice }).device;

const batch = (seed: number): [tf.Tensor, tf.Tensor] => {
  const random = new Random(seed);
  return [tf.tensor2d(random.normal(60), [10, 6]), tf.tensor1d(random.integers(10, 4), 'int32')];
};

test('five steps of training are those of the eager step, in fewer dispatches, and memory stays what it was', async () => {
  const [eager, compiled] = [learner(), learner()];
  const batches = [1, 2, 3, 4, 5].map(batch);
  const program = await compile(compiled.step, batches[0]);
  const losses: number[][] = [[], []];
  const held: unknown[] = [];
  const dispatches = vi.spyOn(deviceInUse(), 'createBindGroup'); // one for each
  for (const [x, labels] of batches) {
    losses[0]!.push(...(await numbersOf(tf.tidy(() => eager.step(x, labels)))).flat());
  }
  const eagerly = dispatches.mock.calls.length / batches.length;
  dispatches.mockRestore();
  expect(program.calls).toBeLessThan(eagerly);
  for (const [x, labels] of batches) {
    losses[1]!.push(...(await numbersOf(program.run(x, labels))).flat());
    tf.dispose([x, labels]);
  }
  await expectClose(tf.tensor1d(losses[1]!), losses[0]!, 1e-6);
  for (const [i, weight] of compiled.weights.entries()) {
    await expectClose(weight, await eager.weights[i]!.data(), 1e-5);
  }
  for (let i = 0; i < 6; i++) {
    const [x, labels] = batch(i);
    await numbersOf(program.run(x, labels));
    tf.dispose([x, labels]);
    const { tensors, gpuBytes, gpuBuffers } = memory();
    held.push({ tensors, gpuBytes, gpuBuffers });
  }
  expect(held.slice(2)).toEqual([held[1], held[1], held[1], held[1]]);
  const { gpuBytes } = memory();
  expect(program.memory.arena).toBeGreaterThan(0);
  program.dispose();
  const inputs = 4 * (60 + 10); // where batches are written
  expect(gpuBytes! - memory().gpuBytes!).toBe(program.memory.arena + program.memory.constants + inputs);
  eager.dispose();
  compiled.dispose();
});

test('a program goes on from what a variable was given, and leaves alone what shares its numbers', async () => {
  const w = tf.variable(tf.tensor1d([1, 2]));
  const m = tf.variable(tf.tensor1d([0, 0]));
  const v = tf.variable(tf.tensor1d([0, 0]));
  const program = await compile(
    (gradient) => {
      const states = [{ variable: w, gradient: gradient!, mean: m, meanSquare: v }];
      adamUpdate(states, { rate: 1, beta1: 0, beta2: 0, epsilon: 0, decay: 0 }); // w − the gradient's sign
      return {};
    },
    [tf.tensor1d([0, 0])],
  );
  expect(program.calls).toBe(1);
  const before = w.clone();
  program.run(tf.tensor1d([3, -3]));
  expect([...(await w.data())]).toEqual([0, 3]);
  expect([...(await before.data())]).toEqual([1, 2]);
  w.assign(tf.tensor1d([10, 20]));
  program.run(tf.tensor1d([3, -3]).mul(2)); // an input on the device
  program.run(tf.tensor1d([1, 1]));
  expect([...(await w.data())]).toEqual([8, 20]);
  program.dispose();
});

test('variables that are assigned to, the one the numbers of the other', async () => {
  const [a, b] = [tf.variable(tf.tensor1d([1, 2])), tf.variable(tf.tensor1d([3, 4]))];
  const program = await compile(() => {
    const old = a.clone();
    a.assign(b.clone());
    b.assign(tf.add(old, 1));
    return { old, new: a };
  });
  expect(await numbersOf(program.run())).toEqual([[1, 2], [3, 4]]); // prettier-ignore
  expect(await numbersOf(program.run())).toEqual([[3, 4], [2, 3]]); // prettier-ignore
  expect([[...(await a.data())], [...(await b.data())]]).toEqual([[2, 3], [4, 5]]); // prettier-ignore
  program.dispose();
});

test('two variables that become the same, which lies in one of them', async () => {
  const [a, b] = [tf.variable(tf.tensor1d([1, 2])), tf.variable(tf.tensor1d([3, 4]))];
  const program = await compile(() => {
    const next: tf.Tensor1D = tf.add(tf.mul(a, 2), 1);
    a.assign(next.clone());
    b.assign(next.clone());
    return {};
  });
  program.run();
  program.run();
  expect([[...(await a.data())], [...(await b.data())]]).toEqual([[7, 11], [7, 11]]); // prettier-ignore
  program.dispose();
});

test('outputs that are inputs, constants, the same twice, whole numbers, truth, or nothing', async () => {
  const inputs = [tf.tensor1d([1, -2]), tf.tensor1d([5, 6], 'int32'), tf.tensor1d([1, 0], 'bool')];
  const captured = tf.tensor1d([7, 8]);
  const step: Step = (x, whole, truth) => {
    const twice = tf.mul(x!, 2);
    return {
      x: x!,
      constant: tf.tensor1d([9, 9]),
      captured: tf.reshape(captured, [2, 1]),
      twice,
      again: tf.reshape(twice, [1, 2]),
      whole: tf.add(whole!, 1),
      truth: tf.logicalNot(truth!),
      zeros: tf.zeros([2]),
      nothing: tf.slice(x!, [0], [0]),
    };
  };
  const program = await compile(step, inputs);
  const expected = Object.values(tf.tidy(() => step(...inputs)));
  for (let i = 0; i < 3; i++) {
    const outputs = Object.values(program.run(...inputs)); // from the host, then from the device
    for (const [j, output] of outputs.entries()) {
      const { shape, dtype } = expected[j]!;
      expect([output.shape, output.dtype]).toEqual([shape, dtype]);
      expect([...(await output.data())]).toEqual([...(await expected[j]!.data())]);
    }
    tf.dispose(outputs);
  }
  expect([...(await captured.data())]).toEqual([7, 8]);
  program.dispose();
});

test('live numbers are those of the run; two programs do not disturb each other', async () => {
  let rate = 1;
  const scale: Step = (x) => ({ y: tf.mul(x!, tf.mul(liveTensor(() => rate), liveTensor(() => Float32Array.of(1, 2), [2]))) }); // prettier-ignore
  const x = tf.tensor1d([1, 1]);
  const [one, other] = [await compile(scale, [x]), await compile((input) => ({ y: tf.exp(input!) }), [x])];
  expect(await numbersOf(one.run(x))).toEqual([[1, 2]]);
  rate = 3;
  const results = [one.run(x), other.run(x), one.run(tf.tensor1d([2, 2]))];
  other.dispose();
  expect(await numbersOf(results[0]!)).toEqual([[3, 6]]);
  expect((await numbersOf(results[1]!))[0]![0]).toBeCloseTo(Math.E, 5);
  expect(await numbersOf(results[2]!)).toEqual([[6, 12]]);
  one.dispose();
});

test('what a kernel would read there is refused, and so is a run on another device', async () => {
  const x = tf.tensor2d([[0, 0, 1, 1]]);
  const graph = traceStep((input) => ({ y: tf.relu(input!) }), [x]);
  const [operation] = graph.operations;
  const reading = { ...operation!, kernel: 'NonMaxSuppressionV3', inputs: { boxes: graph.inputs[0]!, scores: graph.inputs[0]! } }; // prettier-ignore
  await expect(makeWebGPUProgram({ ...graph, operations: [reading] })).rejects.toThrow(
    new TraceError(
      'the operation NonMaxSuppressionV3 cannot be compiled for webgpu: its kernel reads numbers there that are known only when the step runs.',
    ),
  );
  const program = await compile((input) => ({ y: tf.neg(input!) }), [x]);
  await useDevice('cpu');
  expect(() => program.run(x)).toThrow(
    new DeviceError(
      'This step was compiled for a webgpu device that is no longer in use: compile it again for the one that is.',
    ),
  );
});
