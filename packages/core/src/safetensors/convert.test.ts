import { beforeAll, describe, expect, test } from 'vitest';

import {
  ArgumentError,
  type HostTensor,
  load,
  Module,
  normal,
  Parameter,
  Random,
  readSafetensors,
  save,
  type tf,
  toSafetensors,
  useDevice,
} from '../index.ts';

beforeAll(async () => {
  await useDevice();
});

class Pair extends Module {
  readonly layers: { kernel: Parameter; mean: Parameter }[];

  constructor(seed: number) {
    super();
    const draw = (size: number): Parameter =>
      new Parameter([size], normal()([size], new Random(seed + size)));
    this.layers = [draw(3), draw(5)].map((kernel, i) => ({ kernel, mean: draw(i + 1) }));
  }

  forward(input: tf.Tensor): tf.Tensor {
    return input;
  }
}

const model = (seed: number): Pair => new Pair(seed);
const numbers = async (of: Module): Promise<Float32Array[]> =>
  Promise.all([...of.weights().values()].map((weight) => weight.data()));

describe('files whose names are not ours', () => {
  const theirs = (path: string): string => path.replace('layers.', 'l').replace('kernel', 'weight');
  const ours = (name: string): string => name.replace('l', 'layers.').replace('weight', 'kernel');
  const renamed =
    (rename: (name: string) => string) =>
    (tensors: ReadonlyMap<string, HostTensor>): Map<string, HostTensor> =>
      new Map([...tensors].map(([name, tensor]) => [rename(name), tensor]));

  test('convert turns paths into names and back, to the bit', async () => {
    const bytes = await toSafetensors(model(1), { convert: renamed(theirs) });
    expect([...(await readSafetensors(bytes)).keys()]).toEqual([
      'l0.mean',
      'l0.weight',
      'l1.mean',
      'l1.weight',
    ]);
    const [fromBytes, fromTensors] = [model(2), model(3)];
    await load(fromBytes, bytes, { convert: renamed(ours) });
    await load(fromTensors, await readSafetensors(bytes), { convert: renamed(ours) });
    expect(await numbers(fromBytes)).toEqual(await numbers(model(1)));
    expect(await numbers(fromTensors)).toEqual(await numbers(model(1)));
  });

  test('what convert throws ends the loading before any weight changes', async () => {
    const to = model(1);
    const convert = (): never => {
      throw new ArgumentError('these are not ours');
    };
    await expect(load(to, await toSafetensors(model(2)), { convert })).rejects.toThrow('these are not ours');
    expect(await numbers(to)).toEqual(await numbers(model(1)));
  });

  test('an option that does not exist, and a source that is none, are refused', async () => {
    await expect(load(model(1), new Uint8Array(0), { map: 1 } as never)).rejects.toThrow(
      new ArgumentError('load: there is no option "map"; the options are convert, strict.'),
    );
    await expect(toSafetensors(model(1), { map: 1 } as never)).rejects.toThrow(
      new ArgumentError('toSafetensors: there is no option "map"; the only one is convert.'),
    );
    await expect(save(model(1), 'never-written.safetensors', { map: 1 } as never)).rejects.toThrow(
      new ArgumentError('save: there is no option "map"; the only one is convert.'),
    );
    await expect(readSafetensors(7 as never)).rejects.toThrow(
      new ArgumentError(
        'readSafetensors: the argument is a path, an address, bytes, a Blob or { store, name }, got 7.',
      ),
    );
  });
});
