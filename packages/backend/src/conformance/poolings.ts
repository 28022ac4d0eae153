import { tf } from '../tfjs.ts';
import { type Case, normal, type Operation } from './operation.ts';
import { pool, type Sliding } from './window.ts';

type Of = (values: readonly number[]) => number;
type Pad = 'same' | 'valid' | number;

/** Pooling in two and three axes. */
export function poolings(): Operation[] {
  return [
    {
      name: 'avgPool',
      cases: flat(mean, (x, size, strides, pad) => tf.avgPool(x as tf.Tensor4D, size, strides, pad)),
    },
    {
      name: 'maxPool',
      cases: flat(largest, (x, size, strides, pad) => tf.maxPool(x as tf.Tensor4D, size, strides, pad)),
    },
    {
      name: 'avgPool3d',
      cases: deep(mean, (x, size, strides, pad) =>
        tf.avgPool3d(x as tf.Tensor5D, size, strides, pad as 'same'),
      ),
    },
    {
      name: 'maxPool3d',
      cases: deep(largest, (x, size, strides, pad) =>
        tf.maxPool3d(x as tf.Tensor5D, size, strides, pad as 'same'),
      ),
    },
    { name: 'pool', cases: (['avg', 'max'] as const).map(dilated) },
  ];
}

type Call<Size> = (x: tf.Tensor, size: Size, strides: number, pad: Pad) => tf.Tensor;

function flat(of: Of, call: Call<[number, number]>): Case[] {
  const ways: [number[], [number, number], Sliding][] = [
    [[2, 4, 6, 3], [2, 2], { strides: 2 }],
    [[2, 5, 7, 3], [3, 3], { strides: 2, pad: 'same' }],
    [[1, 5, 4, 2], [2, 3], { strides: 1, pad: 'same' }],
    [[1, 7, 5, 1], [3, 2], { strides: 3 }],
    [[1, 4, 4, 2], [3, 3], { strides: 2, pad: 1 }],
    [[1, 1, 1, 5], [1, 1], { strides: 1 }],
  ];
  return ways.map(([shape, size, sliding]) => ({
    name: `[${shape.join(', ')}] by ${size.join(' by ')}, strides ${sliding.strides}, padding ${sliding.pad ?? 'valid'}`,
    inputs: [normal(...shape)],
    call: (x) => call(x!, size, sliding.strides!, (sliding.pad ?? 'valid') as Pad),
    truth: (x) => pool(x!, size, sliding, of),
  }));
}

function deep(of: Of, call: Call<[number, number, number]>): Case[] {
  const ways: [number[], [number, number, number], Sliding][] = [
    [[2, 4, 2, 4, 2], [2, 2, 2], { strides: 2 }],
    [[1, 3, 5, 4, 2], [2, 3, 2], { strides: 2, pad: 'same' }],
    [[1, 3, 3, 2, 1], [2, 2, 1], { strides: 1, pad: 'same' }],
  ];
  return ways.map(([shape, size, sliding]) => ({
    name: `[${shape.join(', ')}] by ${size.join(' by ')}, strides ${sliding.strides}, padding ${sliding.pad ?? 'valid'}`,
    inputs: [normal(...shape)],
    call: (x) => call(x!, size, sliding.strides!, (sliding.pad ?? 'valid') as Pad),
    truth: (x) => pool(x!, size, sliding, of),
  }));
}

function dilated(kind: 'avg' | 'max'): Case {
  const sliding: Sliding = { dilations: 2 };
  return {
    name: `${kind}, dilations 2`,
    inputs: [normal(1, 7, 6, 2)],
    call: (x) => tf.pool(x as tf.Tensor4D, [2, 2], kind, 'valid', 2, 1),
    truth: (x) => pool(x!, [2, 2], sliding, kind === 'avg' ? mean : largest),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function largest(values: readonly number[]): number {
  return Math.max(...values);
}
