import { tf, useDevice } from '@thaw/backend';
import { compile } from '@thaw/backend/compile';
import { gradientDescent, watchGpuErrors } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { Affine, batches, points } from '../../fixtures/affine.ts';
import { type Batch, load, meanSquaredError, toSafetensors, train } from '../index.ts';

beforeAll(async () => {
  await useDevice('webgpu');
});

interface Backend {
  readonly device: GPUDevice;
  readonly bufferManager: { readonly numUsedBuffers: number };
}
const backend = (): Backend => tf.backend() as unknown as Backend;

const byError = { loss: meanSquaredError, optimizer: gradientDescent(0.05) };

async function lossesOf(model: Affine, given: readonly Batch[], isCompiled: boolean): Promise<number[]> {
  const losses: number[] = [];
  for await (const { loss } of train(model, given, { ...byError, compile: isCompiled })) {
    losses.push(await loss);
  }
  return losses;
}

test('two models learn side by side by programs, see what is loaded or assigned between steps, and leave no buffer', async () => {
  const errors = watchGpuErrors();
  const other = [points([1, 4], [2, 2]), points([0, 2], [1, 0])];
  const course = async (isCompiled: boolean): Promise<unknown> => {
    const before = backend().bufferManager.numUsedBuffers;
    const [a, b] = [new Affine(), new Affine()];
    const seen: unknown[] = [];
    let checkpoint: Uint8Array | undefined;
    for (let turn = 0; turn < 6; turn++) {
      seen.push(await lossesOf(a, batches, isCompiled), await lossesOf(b, other, isCompiled));
      if (turn === 1) checkpoint = await toSafetensors(a);
      if (turn === 2) await load(b, checkpoint!); // what the one had learnt
      if (turn === 3) a.kernel.assign(Float32Array.of(7));
      if (turn === 4) tf.tidy(() => void b.bias.value.assign(tf.tensor1d([-3])));
    }
    seen.push(await a.kernel.data(), await a.bias.data(), await b.kernel.data(), await b.bias.data());
    expect(backend().bufferManager.numUsedBuffers).toBeGreaterThan(before);
    a.dispose();
    b.dispose();
    await backend().device.queue.onSubmittedWorkDone();
    return { seen, left: backend().bufferManager.numUsedBuffers - before };
  };
  const compiled = await course(true);
  expect(compiled).toEqual(await course(false));
  expect(compiled).toMatchObject({ left: 0 });
  await errors.expectNone();
});

const lost =
  'The WebGPU device was lost (device was destroyed), and with it all numbers that were on it: await useDevice() again, load the weights ' +
  'of the last checkpoint into the model, make a new optimizer, and go on.';
/** Browsers word the cause in another way. */
const worded = (error: Error): [name: string, message: string] => [
  error.name,
  error.message.replace(/lost.*?, and with/, 'lost (device was destroyed), and with'),
];

test('programs of a lost device are made anew on the next one, as soon as what they read is there', async () => {
  const [w, bystander] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(0))];
  bystander.assign(tf.sin(bystander)); // its number lies on the device
  const step = compile((x: tf.Tensor) => {
    w.assign(tf.add(w, x));
    return { twice: tf.mul(w, 2) };
  });
  const run = async (): Promise<number> => (await (await step(tf.scalar(1))).twice.data())[0]!;
  const failure = async (): Promise<unknown> => run().then(undefined, worded);
  expect([await run(), await run()]).toEqual([4, 6]);
  backend().device.destroy();
  const told = ['DeviceError', lost];
  expect(await failure()).toEqual(told);
  await useDevice('webgpu');
  expect(await failure()).toEqual(told); // the variable is on the lost one
  w.assign(tf.scalar(10));
  expect([await run(), await run()]).toEqual([22, 24]);
  expect(step.programs.map(({ signature }) => signature)).toEqual(['0 float32 [] · webgpu · float32']);
  // Another variable of the lost one was in nobody's way.
  expect(await (async () => tf.neg(bystander).data())().then(undefined, worded)).toEqual(told);
  step.dispose();
  tf.dispose([w, bystander]);
});

test('training by programs goes on from a checkpoint on the next device, with the losses of eager training', async () => {
  const model = new Affine();
  const first = await lossesOf(model, batches, true);
  const checkpoint = await toSafetensors(model);
  backend().device.destroy();
  expect(await lossesOf(model, batches, true).then(undefined, worded)).toEqual(['DeviceError', lost]);
  await useDevice('webgpu');
  expect(await lossesOf(model, batches, true).then(undefined, worded)).toEqual(['DeviceError', lost]);
  await load(model, checkpoint);
  const compiled = await lossesOf(model, batches, true);
  await load(model, checkpoint);
  expect(compiled).toEqual(await lossesOf(model, batches, false));
  expect(compiled[0]!).toBeLessThan(first[0]!);
  model.dispose();
});
