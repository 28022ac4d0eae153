import { tf } from '../tfjs.ts';
import { at, build, type Float64 } from './float64.ts';
import { type Case, normal, type Operation } from './operation.ts';

/** Operations on images, [batch, height, width, channels]. */
export function images(): Operation[] {
  return [
    { name: 'image.resizeBilinear', cases: resizes(bilinear, tf.image.resizeBilinear) },
    { name: 'image.resizeNearestNeighbor', cases: resizes(nearest, tf.image.resizeNearestNeighbor) },
    {
      name: 'image.flipLeftRight',
      cases: [
        {
          name: '[2, 3, 5, 2]',
          inputs: [normal(2, 3, 5, 2)],
          call: (x) => tf.image.flipLeftRight(x as tf.Tensor4D),
          truth: (x) => build(x!.shape, ([n, i, j, c]) => at(x!, [n!, i!, 4 - j!, c!])),
        },
      ],
    },
    {
      name: 'image.cropAndResize',
      flat: 'none is written: no model of Thaw learns through it',
      cases: [
        {
          name: 'one whole image and a half',
          inputs: [normal(2, 3, 3, 2), { shape: [2, 4], draw: [0, 0, 1, 1, 0, 0, 0.5, 0.5] }],
          call: (x, boxes) =>
            tf.image.cropAndResize(
              x as tf.Tensor4D,
              boxes as tf.Tensor2D,
              tf.tensor1d([1, 0], 'int32'),
              [2, 2],
            ),
          truth: (x) =>
            build([2, 2, 2, 2], ([box, i, j, c]) =>
              at(x!, box === 0 ? [1, 2 * i!, 2 * j!, c!] : [0, i!, j!, c!]),
            ),
        },
      ],
    },
  ];
}

type Resize = typeof tf.image.resizeBilinear;
/** How much each place of a line of the input brings to a place of the output. */
type Shares = (from: number, to: number, i: number, alignCorners: boolean, half: boolean) => number[];

function resizes(shares: Shares, call: Resize): Case[] {
  const ways: [number[], [number, number], boolean, boolean][] = [
    [[2, 3, 4, 2], [6, 8], false, true],
    [[2, 3, 4, 2], [5, 7], true, false],
    [[1, 5, 7, 1], [3, 2], false, false],
    [[1, 5, 7, 1], [3, 4], false, true],
    [[1, 1, 4, 2], [3, 1], true, false],
  ];
  return ways.map(([shape, size, alignCorners, half]) => ({
    name: `[${shape.join(', ')}] to ${size.join(' by ')}${alignCorners ? ', corners aligned' : ''}${half ? ', half pixel centres' : ''}`,
    inputs: [normal(...shape)],
    call: (x) => call(x as tf.Tensor4D, size, alignCorners, half),
    truth: (x) => resized(x!, size, (from, to, i) => shares(from, to, i, alignCorners, half)),
  }));
}

function resized(
  x: Float64,
  size: [number, number],
  shares: (from: number, to: number, i: number) => number[],
): Float64 {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  return build([batch, ...size, channels], ([n, i, j, c]) => {
    const [rows, columns] = [shares(height, size[0], i!), shares(width, size[1], j!)];
    let sum = 0;
    for (const [row, a] of rows.entries()) {
      for (const [column, b] of columns.entries()) sum += a * b * at(x, [n!, row, column, c!]);
    }
    return sum;
  });
}

function scale(from: number, to: number, alignCorners: boolean): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
}

function bilinear(from: number, to: number, i: number, alignCorners: boolean, half: boolean): number[] {
  const step = scale(from, to, alignCorners);
  const place = Math.max(0, half ? (i + 0.5) * step - 0.5 : i * step);
  const low = Math.min(from - 1, Math.floor(place));
  const line = Array.from({ length: from }, () => 0);
  line[low]! += 1 - (place - low);
  line[Math.min(from - 1, low + 1)]! += place - low;
  return line;
}

function nearest(from: number, to: number, i: number, alignCorners: boolean, half: boolean): number[] {
  const step = scale(from, to, alignCorners);
  const place = half ? (i + 0.5) * step : i * step;
  const own = Math.min(from - 1, alignCorners ? Math.round(place) : Math.floor(place));
  return Array.from({ length: from }, (_, j) => Number(j === own));
}
