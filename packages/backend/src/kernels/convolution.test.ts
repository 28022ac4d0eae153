import { expectClose } from '@thaw/testing';
import { expect, test } from 'vitest';

import { conv2d, Random, tf, useDevice } from '../index.ts';

interface Convolution {
  readonly image: number[];
  readonly filter: number[];
  readonly strides: [number, number];
  readonly padding: 'same' | 'valid';
}

/** Random shapes: images narrower than the filter too, channels and filters that fill no vector, more rows than a chunk has. */
function convolutions(count: number): [string, Convolution][] {
  const random = new Random(11);
  const [draw] = [(least: number, most: number) => least + random.integers(1, most - least + 1)[0]!];
  const one = (numbers: number[]): number => numbers[draw(0, numbers.length - 1)]!;
  return Array.from({ length: count }, () => {
    const channels = one([1, 1, 2, 7, 8, 9, 16, 33]);
    const filter = [draw(1, 4), draw(1, 4), channels, one([1, 5, 8, 17, 32])];
    const image = [draw(1, 4), draw(filter[0]!, 17), draw(filter[1]!, 17), channels];
    const padding = one([0, 1]) ? 'same' : 'valid';
    const strides: [number, number] = [one([1, 1, 2, 3]), one([1, 1, 2, 3])];
    return [`${image.join('x')} with ${filter.join('x')}, strides ${strides.join('x')}, ${padding}`, { image, filter, strides, padding }]; // prettier-ignore
  });
}

/** The convolution with bias and relu, and the gradients of the sum of its squares. */
function compute({ image, filter, strides, padding }: Convolution): tf.Tensor[] {
  const random = new Random(3);
  const draw = (shape: number[]): tf.Tensor =>
    tf.tensor(random.normal(shape.reduce((product, length) => product * length, 1)), shape);
  const inputs = [draw(image), draw(filter), draw([filter[3]!])];
  const run = (x: tf.Tensor, w: tf.Tensor, b: tf.Tensor): tf.Tensor =>
    conv2d(x, w, b, { strides, padding }, 'relu');
  const squares = (x: tf.Tensor, w: tf.Tensor, b: tf.Tensor): tf.Tensor => run(x, w, b).square().sum();
  return [run(...(inputs as [tf.Tensor, tf.Tensor, tf.Tensor])), ...tf.grads(squares)(inputs)];
}

test.each([
  ...convolutions(40),
  ...[
    ['many images of one channel', [33, 28, 28, 1], [3, 3, 1, 16]],
    ['many images of many channels', [9, 14, 14, 16], [3, 3, 16, 32]],
    ['more taps than places are written down for', [1, 15, 14, 8], [12, 11, 8, 3]],
  ].map(([name, image, filter]) => [name, { image, filter, strides: [1, 1], padding: 'same' }] as [string, Convolution]),
])('%s: equals that of the cpu device, with the same bits on any number of threads', async (_, convolution) => {
  await useDevice('cpu');
  const expected = await Promise.all(compute(convolution).map((result) => result.data()));
  const seen: unknown[] = [];
  for (const threads of [1, 2, 3]) {
    await useDevice('wasm', { threads });
    const results = compute(convolution);
    for (const [i, result] of results.entries()) await expectClose(result.as1D(), tf.tensor1d(expected[i]! as Float32Array), 1e-5, 1);
    seen.push(await Promise.all(results.map((result) => result.data())));
  }
  expect(seen[1]).toEqual(seen[0]);
  expect(seen[2]).toEqual(seen[0]);
}); // prettier-ignore
