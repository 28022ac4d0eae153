import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import {
  ArgumentError,
  Buffer,
  DownloadError,
  FileError,
  encodeSafetensors,
  load,
  Module,
  normal,
  Parameter,
  Random,
  SafetensorsError,
  save,
  Sequential,
  ShapeError,
  type tf,
  toSafetensors,
  useDevice,
} from '../index.ts';

class Layer extends Module {
  readonly kernel: Parameter;
  readonly mean = new Buffer([2], new Float32Array([1, 2]));

  constructor(seed: number, rows = 3) {
    super();
    this.kernel = new Parameter([rows, 2], normal()([rows, 2], new Random(seed)));
  }

  forward(input: tf.Tensor): tf.Tensor {
    return input.matMul(this.kernel.value);
  }
}

const model = (seed: number): Sequential => new Sequential([new Layer(seed), new Layer(seed + 1)]);
const numbers = async (of: Module): Promise<Float32Array[]> =>
  Promise.all([...of.weights().values()].map((weight) => weight.data()));

let folder: string;
let server: Server;
let address: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safetensors-'));
  server = createServer((request, response) => {
    readFile(join(folder, request.url!.slice(1))).then(
      (bytes) => response.end(bytes),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

test('a model is saved and loaded to the bit, before a device and after', async () => {
  const path = join(folder, 'round.safetensors');
  const [from, to] = [model(1), model(5)];
  await save(from, path);
  await load(to, path);
  expect(await numbers(to)).toEqual(await numbers(from));
  await useDevice();
  const [there, back] = [model(7), model(9)];
  for (const weight of [...there.weights().values(), ...back.weights().values()])
    expect(weight.value.size).toBe(weight.size);
  await save(there, path);
  await load(back, path);
  expect(await numbers(back)).toEqual(await numbers(there));
});

test('what is saved are the paths, parameters and buffers', async () => {
  const bytes = await toSafetensors(model(1));
  const header = new TextDecoder().decode(
    bytes.subarray(8, 8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))),
  );
  expect(Object.keys(JSON.parse(header) as object)).toEqual([
    'layers.0.kernel',
    'layers.0.mean',
    'layers.1.kernel',
    'layers.1.mean',
  ]);
});

test('a model is loaded from bytes, a file URL and an address', async () => {
  const path = join(folder, 'everywhere.safetensors');
  const from = model(1);
  await save(from, path);
  const sources = [
    await toSafetensors(from),
    await readFile(path),
    pathToFileURL(path),
    `${address}/everywhere.safetensors`,
    new URL(`${address}/everywhere.safetensors`),
    `data:application/octet-stream;base64,${(await readFile(path)).toString('base64')}`,
  ];
  for (const source of sources) {
    const to = model(5);
    await load(to, source);
    expect(await numbers(to)).toEqual(await numbers(from));
  }
});

test('an address that has no such file, or is not there', async () => {
  await expect(load(model(1), `${address}/nothing.safetensors`)).rejects.toThrow(
    new DownloadError(`${address}/nothing.safetensors answered 404 Not Found.`),
  );
  await expect(load(model(1), 'http://127.0.0.1:1/model.safetensors')).rejects.toThrow(
    new DownloadError('http://127.0.0.1:1/model.safetensors cannot be reached.'),
  );
});

test('a path that is not there, and a damaged file', async () => {
  const nothing = join(folder, 'nothing');
  await expect(load(model(1), nothing)).rejects.toThrow(
    new FileError(`Cannot read ${nothing}: there is no such file.`),
  );
  const path = join(folder, 'damaged');
  await writeFile(path, 'abc');
  await expect(load(model(1), path)).rejects.toThrow(
    new SafetensorsError(
      `${path}: no safetensors file: expected at least 8 bytes, got 3. Save or download it anew.`,
    ),
  );
});

describe('saving is whole or not at all', () => {
  test('a file that is there is replaced, and nothing lies beside it', async () => {
    const inside = await mkdtemp(join(folder, 'whole-'));
    const path = join(inside, 'model.safetensors');
    await save(model(1), path);
    await save(model(2), path);
    expect(await readdir(inside)).toEqual(['model.safetensors']);
    expect(new Uint8Array(await readFile(path))).toEqual(await toSafetensors(model(2)));
  });

  test('a write that fails leaves what was there, and nothing beside it', async () => {
    const inside = await mkdtemp(join(folder, 'failed-'));
    await save(model(1), join(inside, 'old.safetensors'));
    const lost = join(inside, 'missing', 'model.safetensors');
    await expect(save(model(2), lost)).rejects.toThrow(
      new FileError(`Cannot write ${lost}: its folder does not exist; make it first.`),
    );
    await expect(save(model(2), inside)).rejects.toThrow(FileError); // a folder stands there
    expect(await readdir(inside)).toEqual(['old.safetensors']);
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('a model that cannot be read writes nothing', async () => {
    const path = join(folder, 'disposed.safetensors');
    const gone = model(1);
    gone.dispose();
    await expect(save(gone, path)).rejects.toThrow('Parameter: its module was disposed; build a new one.');
    expect(await readdir(folder)).not.toContain('disposed.safetensors');
  });
});

describe('loading checks everything before it changes a weight', () => {
  const float = (shape: number[]) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) });
  const all = (): [string, ReturnType<typeof float>][] => [
    ['layers.0.kernel', float([3, 2])],
    ['layers.0.mean', float([2])],
    ['layers.1.kernel', float([3, 2])],
    ['layers.1.mean', float([2])],
  ];
  const misfit = 'these bytes does not fit Sequential:';

  test.each<[string, [string, ReturnType<typeof float>][], Error]>([
    [
      'a weight that is missing',
      all().slice(0, 3),
      new ArgumentError(`${misfit} it lacks "layers.1.mean"; build the model as it was saved.`),
    ],
    [
      'one too many',
      [...all(), ['extra', float([1])]],
      new ArgumentError(`${misfit} it has "extra", which the model lacks; build the model as it was saved.`),
    ],
    [
      'all other names',
      Array.from('abcdefghijkl', (name) => [name, float([1])]),
      new ArgumentError(
        `${misfit} it lacks "layers.0.kernel", "layers.0.mean", "layers.1.kernel", "layers.1.mean"; it has "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" and 2 more, which the model lacks; build the model as it was saved.`,
      ),
    ],
    [
      'another shape of the same size',
      [...all().slice(0, 2), ['layers.1.kernel', float([2, 3])], all()[3]!],
      new ShapeError(
        'these bytes does not fit Sequential: expected layers.1.kernel of shape [3, 2], got [2, 3]; build the model as it was saved.',
      ),
    ],
    [
      'all three at once',
      [['layers.0.kernel', float([2, 3])], ['layers.0.mean', float([3])], ['x', float([1])], all()[3]!],
      new ArgumentError(
        `${misfit} it lacks "layers.1.kernel"; it has "x", which the model lacks; expected layers.0.kernel of shape [3, 2], got [2, 3], layers.0.mean of shape [2], got [3]; build the model as it was saved.`,
      ),
    ],
    [
      'a number that is not finite',
      [...all().slice(0, 3), ['layers.1.mean', { shape: [2], data: Float32Array.of(1, NaN) }]],
      new ArgumentError(
        'these bytes: layers.1.mean is NaN at place 1, and weights are finite numbers; the model had diverged when it was saved.',
      ),
    ],
  ])('%s', async (_, tensors, error) => {
    const to = model(1);
    await expect(load(to, encodeSafetensors(new Map(tensors)))).rejects.toThrow(error);
    expect(await numbers(to)).toEqual(await numbers(model(1)));
  });
});

test('where not all must fit, what fits is loaded and the rest told', async () => {
  const to = model(1);
  const tensors = new Map([
    ['layers.0.kernel', { shape: [2, 3], data: new Float32Array(6) }],
    ['layers.1.mean', { shape: [2], data: Float32Array.of(7, 8) }],
    ['x', { shape: [], data: new Float32Array(1) }],
  ]);
  expect(await load(to, tensors, { strict: false })).toEqual({
    missing: ['layers.0.mean', 'layers.1.kernel'],
    unexpected: ['x'],
    misshapen: ['layers.0.kernel'],
  });
  const [kernel, mean, other] = await numbers(model(1));
  expect(await numbers(to)).toEqual([kernel, mean, other, Float32Array.of(7, 8)]);
  await expect(load(to, tensors, { strict: 1 } as never)).rejects.toThrow(
    new ArgumentError('load: strict must be true or false, got 1.'),
  );
});
