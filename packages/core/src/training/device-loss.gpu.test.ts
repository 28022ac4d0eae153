import { DeviceError, tf, useDevice } from '@thaw/backend';
import { gradientDescent } from '@thaw/testing';
import { expect, test } from 'vitest';

import { load, meanSquaredError, Module, Parameter, seed, toSafetensors, train } from '../index.ts';

class Line extends Module {
  readonly slope = new Parameter([1, 1], new Float32Array([0]));

  forward(input: tf.Tensor): tf.Tensor {
    return tf.matMul(input as tf.Tensor2D, this.slope.value as tf.Tensor as tf.Tensor2D);
  }
}

const batch = { input: { data: new Float32Array([1, 2]), shape: [2, 1] }, target: { data: new Float32Array([3, 6]), shape: [2, 1] } }; // prettier-ignore
const batches = Array.from({ length: 40 }, () => batch);
const options = () => ({ loss: meanSquaredError, optimizer: gradientDescent(0.05) });

test('a device lost in mid-training is a clear error, and training goes on from the checkpoint on the next one', async () => {
  await useDevice('webgpu');
  seed(1);
  const model = new Line();
  let [taken, checkpoint] = [0, new Uint8Array()];
  const losses: number[] = [];
  const run = async (): Promise<void> => {
    for await (const { loss } of train(model, batches, options())) {
      losses.push(await loss);
      if (++taken === 5) checkpoint = await toSafetensors(model);
      if (taken === 8) (tf.backend() as unknown as { device: GPUDevice }).device.destroy();
    }
  };
  const failure = await run().then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(DeviceError);
  expect((failure as Error).message).toMatch(
    /^The WebGPU device was lost.*, and with it all numbers that were on it: await useDevice\(\) again, load the weights of the last checkpoint into the model, make a new optimizer, and go on\.$/,
  );
  expect(taken).toBe(8);

  await useDevice('webgpu');
  await load(model, checkpoint);
  const first = losses.length;
  for await (const { loss } of train(model, batches.slice(0, 10), options())) losses.push(await loss);
  expect(losses[first]!).toBeCloseTo(losses[5]!, 6); // the step after the checkpoint, again
  expect(losses.at(-1)!).toBeLessThan(losses[first]! / 2);
  expect((await model.slope.data())[0]).toBeGreaterThan(1);
});
