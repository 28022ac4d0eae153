import {
  ArgumentError,
  Buffer,
  encodeSafetensors,
  fit,
  latestCheckpoint,
  meanSquaredError as loss,
  Module,
  openSafetensors,
  ones,
  Parameter,
  readCheckpoint,
  SafetensorsError,
  save,
  saveCheckpoint,
  type StoredTensor,
  tf,
  useDevice,
} from '@thaw/core';
import { checkpoint } from '@thaw/core/callbacks';
import { memoryStore, type Store } from '@thaw/core/stores';
import { expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { adam, averagedPerceptronRule, ema, sgd } from './index.ts';

beforeAll(async () => {
  await useDevice();
});

class Line extends Module {
  readonly kernel: Parameter;
  readonly seen = new Buffer([1], new Float32Array(1));

  constructor(inputs = 1) {
    super();
    this.kernel = new Parameter([inputs, 1], ones([inputs, 1]));
  }

  forward(input: tf.Tensor): tf.Tensor {
    return input.matMul(this.kernel.value);
  }
}

const points = (size: number) => ({
  input: { data: new Float32Array(size).fill(1), shape: [size, 1] },
  target: { data: new Float32Array(size).fill(3), shape: [size, 1] },
});
const batches = [points(2), points(2)];
/** Two epochs of two steps, with checkpoints in a store. */
const written = async (options = {}): Promise<Store> => {
  const store = memoryStore();
  const callbacks = [checkpoint(store, options)];
  await fit(new Line(), batches, { loss, optimizer: adam(), epochs: 2, callbacks });
  return store;
};
const name = 'step-00000004.safetensors';
const title = `${name} in the memory`;

/** The checkpoint with other metadata. */
async function edited(store: Store, change: Record<string, string>): Promise<Uint8Array> {
  const file = await openSafetensors({ store, name });
  const tensors = new Map<string, StoredTensor>();
  for (const key of file.tensors.keys()) tensors.set(key, await file.read(key));
  return encodeSafetensors(tensors, { metadata: { ...Object.fromEntries(file.metadata), ...change } });
}

describe('what is kept', () => {
  test('the last of them, and the best', async () => {
    expect(await (await written({ keep: 1 })).list()).toEqual([name]);
    expect(await (await written()).list()).toEqual(['step-00000002.safetensors', name]);
    expect(await (await written({ everySteps: 3 })).list()).toEqual(['step-00000003.safetensors']);
    expect(await (await written({ everySteps: 1, everyEpochs: 2, keep: 9 })).list()).toHaveLength(4);
    expect(await (await written({ best: 'loss', keep: 1 })).list()).toEqual(['best.safetensors', name]);
  });

  test('a run that goes on knows how good the best was', async () => {
    const store = memoryStore();
    const worse = [
      points(2),
      { ...points(2), target: { data: new Float32Array(2).fill(90), shape: [2, 1] } },
    ];
    const run = { loss, optimizer: adam(), callbacks: [checkpoint(store, { best: 'validationLoss' })] };
    await fit(new Line(), batches, { ...run, epochs: 1, validation: [points(1)] });
    const best = await readCheckpoint({ store, name: 'best.safetensors' });
    const validationLoss = best.logs.validationLoss!;
    expect(validationLoss).toBeGreaterThan(0);
    const resume = (await latestCheckpoint(store))!;
    await fit(new Line(), batches, { ...run, epochs: 2, validation: worse.slice(1), resume });
    expect((await readCheckpoint({ store, name: 'best.safetensors' })).place.step).toBe(2);
    expect((await latestCheckpoint(store))!.place.step).toBe(4);
  });

  test('a checkpoint is told apart from weights, and holds both', async () => {
    const file = await openSafetensors({ store: await written(), name });
    expect([...file.tensors.keys()]).toEqual([
      'model.kernel',
      'model.seen',
      'optimizer.kernel/mean',
      'optimizer.kernel/meanSquare',
      'optimizer.step',
    ]);
    expect(JSON.parse(file.metadata.get('place')!)).toMatchObject({ epoch: 3, stepsOfEpoch: 0, step: 4 });
  });

  test('nothing stays on the device', async () => {
    const [model, optimizer] = [new Line(), adam()];
    await fit(model, batches, { loss, optimizer });
    await expectNoLeak(async () => {
      const store = memoryStore();
      await fit(model, batches, { loss, optimizer, epochs: 2, callbacks: [checkpoint(store)] });
      await fit(model, batches, { loss, optimizer, epochs: 3, resume: (await latestCheckpoint(store))! });
    });
  });
});

describe('a checkpoint of something else is refused, and nothing changes', () => {
  test.each<[string, () => Parameters<typeof fit>[0], () => object, string]>([
    [
      'another model',
      () => new Line(2),
      adam,
      `${title} does not fit Line: expected kernel of shape [2, 1], got [1, 1]; build the model as it was saved.`,
    ],
    [
      'another optimizer',
      () => new Line(),
      () => ema(adam()),
      `${title}: it was written with the optimizer adam, and this run has ema of adam; take the same one.`,
    ],
    [
      'the plain descent of TensorFlow.js',
      () => new Line(),
      () => tf.train.sgd(1),
      `${title}: it was written with the optimizer adam, and this run has SGD; take the same one.`,
    ],
  ])('%s', async (_, makeModel, makeOptimizer, message) => {
    const store = await written();
    const [model, optimizer] = [makeModel(), makeOptimizer() as ReturnType<typeof adam>];
    const resume = await readCheckpoint({ store, name });
    await expect(fit(model, batches, { loss, optimizer, epochs: 3, resume })).rejects.toThrow(message);
    expect(new Set(await model.parameters().get('kernel')!.data())).toEqual(new Set([1]));
  });

  test('another device, unless any will do', async () => {
    const bytes = await edited(await written(), { device: 'webgpu, of another kind' });
    const options = { loss, optimizer: adam(), epochs: 3 };
    const refused = fit(new Line(), batches, { ...options, resume: await readCheckpoint(bytes) });
    await expect(refused).rejects.toThrow(
      /^these bytes: it was written on webgpu, of another kind, and this device is (wasm|cpu).*, so training would not go on to the bit; choose that device with useDevice, or read it with \{ anyDevice: true \}\.$/,
    );
    const resume = await readCheckpoint(bytes, { anyDevice: true });
    expect((await fit(new Line(), batches, { ...options, resume })).losses).toHaveLength(2);
  });

  test('other batches, fewer than were gone through', async () => {
    const store = await written({ everySteps: 3 });
    const resume = (await latestCheckpoint(store))!;
    const none = { epoch: () => [] };
    await expect(fit(new Line(), none, { loss, optimizer: adam(), epochs: 3, resume })).rejects.toThrow(
      new ArgumentError(
        'step-00000003.safetensors in the memory: it was written after step 1 of epoch 2, and the batches of that epoch are only 0; go on with the same batches.',
      ),
    );
  });

  test('what is no checkpoint', async () => {
    const store = await written();
    await save(new Line(), { store, name: 'weights' });
    await expect(readCheckpoint({ store, name: 'weights' })).rejects.toThrow(
      new SafetensorsError(
        'weights in the memory: it holds tensors, and is no checkpoint; load() reads the weights of a model.',
      ),
    );
    for (const place of ['', '{', '{}', '{"epoch":-1}', 'null']) {
      await expect(readCheckpoint(await edited(store, { place }))).rejects.toThrow(
        new SafetensorsError('these bytes: a checkpoint whose metadata are damaged; take an older one.'),
      );
    }
  });
});

describe('what cannot be written', () => {
  test('into the place of another run', async () => {
    const store = await written();
    const callbacks = [checkpoint(store)];
    await expect(fit(new Line(), batches, { loss, optimizer: adam(), callbacks })).rejects.toThrow(
      new ArgumentError(
        `checkpoint: the memory holds ${name} of another run, and this one is at step 0; go on with that, resume: await latestCheckpoint(…), or name another place.`,
      ),
    );
  });

  test('an optimizer or a rule that keeps to itself what it remembers; plain descent remembers nothing', async () => {
    const callbacks = () => [checkpoint(memoryStore())];
    await expect(
      fit(new Line(), batches, { loss, optimizer: tf.train.adam() as never, callbacks: callbacks() }),
    ).rejects.toThrow(
      new ArgumentError(
        'checkpoint: an AdamOptimizer does not hand out what it remembers, so training could not go on to the bit; take an optimizer of @thaw/optimizers.',
      ),
    );
    await fit(new Line(), batches, { loss, optimizer: tf.train.sgd(0.1), callbacks: callbacks() });
    await fit(new Line(), batches, { loss, optimizer: sgd({ learningRate: 0.1 }), callbacks: callbacks() });
    const content = { model: new Line(), optimizer: averagedPerceptronRule(), place: {} as never };
    await expect(saveCheckpoint({ store: memoryStore(), name }, content)).rejects.toThrow(
      new ArgumentError(
        'saveCheckpoint: an AveragedPerceptron does not hand out what it remembers, so training could not go on to the bit; take an optimizer of @thaw/optimizers.',
      ),
    );
  });

  test.each<[() => unknown, string]>([
    [
      () => checkpoint(7 as never),
      "checkpoint: the first argument is a folder or a store, such as fileStore('runs'), got 7.",
    ],
    [
      () => checkpoint('x', { everySteps: 0 }),
      'checkpoint: everySteps must be a whole number from 1 on, got 0.',
    ],
    [() => checkpoint('x', { keep: 0.5 }), 'checkpoint: keep must be a whole number from 1 on, got 0.5.'],
    [
      () => checkpoint('x', { mode: 'min' }),
      "checkpoint: mode says which value of best is better; name one, best: 'validationLoss'.",
    ],
  ])('bad input %#', (act, message) => {
    expect(act).toThrow(new ArgumentError(message));
  });
});
