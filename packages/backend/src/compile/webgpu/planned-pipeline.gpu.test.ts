import { type GpuErrors, watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { Random, tf, useDevice } from '../../index.ts';
import { defineKernel } from '../../webgpu/define-kernel.ts';
import type { WebGPUBackend } from '../../webgpu/webgpu-backend.ts';
import type { Graph } from '../trace/graph.ts';
import { traceStep } from '../trace/trace-step.ts';
import { makeWebGPUProgram } from './webgpu-program.ts';

let errors: GpuErrors;
beforeAll(async () => {
  await useDevice('webgpu');
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());

const draw = (...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(1).normal(shape.reduce((size, length) => size * length, 1)), shape);

/** What of a device makes pipelines. */
function watchPipelines(): { readonly made: number; stop(): void } {
  const { device } = tf.backend() as unknown as WebGPUBackend;
  const spies = [vi.spyOn(device, 'createComputePipeline'), vi.spyOn(device, 'createComputePipelineAsync')];
  return {
    get made() {
      return spies.reduce((sum, { mock }) => sum + mock.calls.length, 0);
    },
    stop: () => spies.forEach((spy) => spy.mockRestore()),
  };
}

test('a pipeline is made for what the program dispatches, and none for the kernels that were joined; a second program makes none', async () => {
  const [x, w] = [draw(11, 6), draw(6, 3)];
  const graph = traceStep(
    (a, b) => ({
      straight: tf.matMul(a!, b!),
      squared: tf.matMul(a!, a!, true, false),
      backwards: tf.matMul(b!, a!, true, true),
      largest: tf.argMax(a!, 1), // a kernel of TensorFlow.js, whose layout is found in its code
    }),
    [x, w],
  );
  const pipelines = watchPipelines();
  const first = await makeWebGPUProgram(graph);
  expect([first.calls, pipelines.made]).toEqual([2, 2]);
  const second = await makeWebGPUProgram(graph);
  expect(pipelines.made).toBe(2);
  pipelines.stop();
  const [one, other] = [first.run([x, w], []), second.run([x, w], [])];
  const eager = tf.argMax(x, 1); // the eager kernel after the recorded one
  expect([...(await one['largest']!.data())]).toEqual([...(await eager.data())]);
  expect([...(await one['squared']!.data())]).toEqual([...(await other['squared']!.data())]);
  first.dispose();
  second.dispose();
  tf.dispose([x, w, one, other, eager]);
});

test('a kernel with which the device finds fault is an error of the compilation, and nothing is left behind', async () => {
  const wrong = defineKernel({ name: 'wrong', writes: { y: 'f32' }, wgsl: 'fn main(group: u32, lane: u32) { y[0] = missing; }' }); // prettier-ignore
  tf.registerKernel({
    kernelName: 'WrongKernel',
    backendName: 'webgpu',
    kernelFunc: ({ backend }) => {
      const y = (backend as WebGPUBackend).makeTensorInfo([1], 'float32');
      wrong(backend as WebGPUBackend, { y }, {}, 1);
      return y;
    },
  });
  const x = tf.tensor1d([1]);
  const traced = traceStep((a) => ({ y: tf.relu(a!) }), [x]);
  const graph: Graph = { ...traced, operations: [{ ...traced.operations[0]!, kernel: 'WrongKernel' }] };
  const { tensors, buffers } = held();
  for (let i = 0; i < 2; i++) {
    await expect(makeWebGPUProgram(graph)).rejects.toThrow(
      /^The step cannot be compiled for webgpu: .*unresolved (value|identifier) 'missing'/s,
    );
  }
  expect(held()).toEqual({ tensors, buffers });
  tf.unregisterKernel('WrongKernel', 'webgpu');
  x.dispose();
});

function held(): { tensors: number; buffers: number } {
  const { bufferManager } = tf.backend() as unknown as { bufferManager: { getNumUsedBuffers(): number } };
  return { tensors: tf.memory().numTensors, buffers: bufferManager.getNumUsedBuffers() };
}
