import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { currentDevice, memory, useDevice } from '@thaw/core';
import { digits } from '@thaw/datasets';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { Outcome } from './experiment.ts';
import { mnist } from './mnist.ts';

// MNIST itself is not here: the small digits that ship, each pixel nine times and a border of two, stand in its files.
let folder: string;
const { input, target } = digits().columns;

beforeEach(async () => {
  if (!currentDevice()) await useDevice();
  folder = await mkdtemp(join(tmpdir(), 'mnist-'));
  await mkdir(join(folder, 'mnist'));
  vi.stubEnv('THAW_DATA', folder);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** Writes those of the digits, the images packed and the labels not. */
async function writePart(part: string, begin: number, end: number): Promise<void> {
  const images = new Uint8Array(784 * (end - begin));
  for (let i = 0; i < images.length; i++) {
    const [image, y, x] = [Math.floor(i / 784), Math.floor((i % 784) / 28) - 2, (i % 28) - 2];
    if (y < 0 || y >= 24 || x < 0 || x >= 24) continue;
    images[i] = 255 * input.data[64 * (begin + image) + 8 * Math.floor(y / 3) + Math.floor(x / 3)]!;
  }
  const labels = Uint8Array.from(target.data.subarray(begin, end));
  await writeFile(join(folder, 'mnist', `${part}-images-idx3-ubyte.gz`), gzipSync(idx(images, 28, 28)));
  await writeFile(join(folder, 'mnist', `${part}-labels-idx1-ubyte`), idx(labels));
}

function idx(numbers: Uint8Array, ...row: number[]): Uint8Array {
  const shape = [numbers.length / row.reduce((product, side) => product * side, 1), ...row];
  const bytes = new Uint8Array(4 + 4 * shape.length + numbers.length);
  bytes.set([0, 0, 8, shape.length]);
  shape.forEach((length, i) => new DataView(bytes.buffer).setUint32(4 + 4 * i, length));
  bytes.set(numbers, 4 + 4 * shape.length);
  return bytes;
}

test("digits in MNIST's files, packed or not, are read and learned, and no tensor is left", async () => {
  await writePart('train', 0, 500);
  await writePart('t10k', 500, 700);
  await mnist.ready!();
  const before = memory().tensors;
  const run = mnist.run({ seed: 1, budget: 'test' });
  const steps: number[] = [];
  let next = await run.next();
  for (; !next.done; next = await run.next()) steps.push(next.value.step);
  const { results, summary, pictures } = next.value as Outcome;
  expect(memory().tensors).toBe(before);
  expect(steps).toEqual(Array.from({ length: 60 }, (_, i) => i + 1)); // twice 480 images by 16
  expect(results['testAccuracy']).toBeGreaterThan(0.7);
  expect(pictures.map(({ kind }) => kind)).toEqual(['lines', 'matrix', 'images']);
  const weights = Number(/a net of (\d+) weights/.exec(summary)![1]);
  expect(weights).toBeLessThan(61_706); // LeNet-5
});

test('what is missing or wrong is told with what to do', async () => {
  await writePart('train', 0, 5);
  await writePart('t10k', 5, 10);
  const file = join(folder, 'mnist', 't10k-labels-idx1-ubyte');
  const told = async (): Promise<string> => {
    const error: unknown = await mnist.ready!().catch((reason: unknown) => reason);
    return (error as Error).message.replaceAll(folder, 'FOLDER');
  };
  await writeFile(file, idx(Uint8Array.of(1, 2, 10, 3, 4)));
  const letters = await told();
  await writeFile(file, idx(new Uint8Array(4)));
  const fewer = await told();
  await writeFile(file, idx(new Uint8Array(784), 28, 28));
  const images = await told();
  await writeFile(file, Uint8Array.of(1, 2, 3, 4));
  const another = await told();
  await rm(file);
  expect([letters, fewer, images, another, await told()]).toMatchInlineSnapshot(`
    [
      "mnist: mnist/t10k-labels-idx1-ubyte.gz has a label 10; labels go from 0 to 9.",
      "mnist: mnist/t10k-images-idx3-ubyte.gz has 5 images, and mnist/t10k-labels-idx1-ubyte.gz 4 labels.",
      "mnist: mnist/t10k-labels-idx1-ubyte.gz: expected uint8 of shape [rows], got uint8 of shape [1, 28, 28].",
      "mnist: mnist/t10k-labels-idx1-ubyte.gz: readIdx: an IDX file begins with two bytes 0, or with those of gzip, 31 and 139; this one with 1 and 2.",
      "mnist: there is no FOLDER/mnist/t10k-labels-idx1-ubyte.gz and no FOLDER/mnist/t10k-labels-idx1-ubyte. THAW_DATA or data names the folder, and nothing is downloaded then: put the file there, which is published at http://yann.lecun.com/exdb/mnist/t10k-labels-idx1-ubyte.gz, or name no folder.",
    ]
  `);
});
