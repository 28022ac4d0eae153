import { tf } from '../tfjs.ts';
import { at, build, type Float64, map, zip } from './float64.ts';
import { type Case, normal, nonzero, type Operation } from './operation.ts';
import { convolve, convolveTransposed, placeOf, type Sliding, windowsOf } from './window.ts';

type X = tf.Tensor4D;

/** Convolutions in one, two and three axes, and their kin. */
export function convolutions(): Operation[] {
  return [
    { name: 'conv1d', cases: conv1d },
    { name: 'conv2d', cases: conv2d },
    { name: 'conv2dTranspose', cases: conv2dTranspose },
    { name: 'conv3d', cases: conv3d },
    { name: 'conv3dTranspose', cases: conv3dTranspose },
    { name: 'depthwiseConv2d', cases: depthwise },
    { name: 'separableConv2d', cases: separable },
    { name: 'dilation2d', cases: dilation2d },
    { name: 'fused.conv2d', cases: fused },
    { name: 'fused.depthwiseConv2d', cases: fusedDepthwise },
  ];
}

const border = (pad: Sliding['pad'] = 'valid'): 'same' | 'valid' | number => pad as 'same' | 'valid' | number;
/** As one and two axes between batch and channels take it. */
const borders = (pad: Sliding['pad']): 'same' | 'valid' | number | tf.backend_util.ExplicitPadding =>
  typeof pad === 'object' ? [[0, 0], [...pad], [...pad], [0, 0]] : border(pad);
const told = ({ pad = 'valid', strides = 1, dilations = 1 }: Sliding): string =>
  `padding ${typeof pad === 'object' ? pad.join(' before, ').concat(' after') : pad}, strides ${strides}, dilations ${dilations}`;

const conv1d: Case[] = ([{}, { pad: 'same', strides: 2 }, { pad: 'same', dilations: 3 }] as Sliding[]).map(
  (sliding) => ({
    name: told(sliding),
    inputs: [normal(2, 11, 3), normal(3, 3, 4)],
    call: (x, w) =>
      tf.conv1d(
        x as tf.Tensor3D,
        w as tf.Tensor3D,
        sliding.strides ?? 1,
        border(sliding.pad),
        'NWC',
        sliding.dilations ?? 1,
      ),
    truth: (x, w) => convolve(x!, w!, sliding),
  }),
);

const conv2d: Case[] = (
  [
    [[2, 5, 7, 3], [3, 3, 3, 4], {}],
    [[2, 5, 7, 3], [3, 2, 3, 4], { pad: 'same' }],
    [[2, 7, 5, 1], [3, 3, 1, 2], { pad: 'same', strides: 2 }],
    [[1, 8, 7, 2], [3, 3, 2, 3], { strides: 3 }],
    [[1, 6, 5, 2], [3, 3, 2, 3], { pad: 1, strides: 2 }],
    [[2, 4, 5, 3], [1, 1, 3, 5], {}],
    [[1, 1, 1, 3], [3, 3, 3, 2], { pad: 'same' }],
    [[1, 9, 8, 2], [3, 3, 2, 3], { pad: 'same', dilations: 2 }],
    [[1, 9, 8, 2], [2, 3, 2, 3], { dilations: 3 }],
    [[2, 12, 11, 3], [3, 3, 3, 4], { pad: 'same' }],
    [[1, 6, 5, 2], [3, 2, 2, 3], { pad: [4, 0], dilations: 2 }],
  ] as [number[], number[], Sliding][]
).map(([x, w, sliding]) => ({
  name: `[${x.join(', ')}] with [${w.join(', ')}], ${told(sliding)}`,
  inputs: [normal(...x), normal(...w)],
  call: (image, filter) =>
    tf.conv2d(
      image as X,
      filter as X,
      sliding.strides ?? 1,
      borders(sliding.pad),
      'NHWC',
      sliding.dilations ?? 1,
    ),
  truth: (image, filter) => convolve(image!, filter!, sliding),
}));

const conv2dTranspose: Case[] = (
  [
    [[2, 3, 4, 3], [3, 3, 2, 3], [6, 8], { pad: 'same', strides: 2 }],
    [[1, 3, 2, 2], [3, 2, 3, 2], [5, 3], {}],
    [[1, 2, 2, 2], [2, 2, 1, 2], [5, 5], { strides: 3 }],
  ] as [number[], number[], number[], Sliding][]
).map(([x, w, lengths, sliding]) => ({
  name: `[${x.join(', ')}] to ${lengths.join(' by ')}, ${told(sliding)}`,
  inputs: [normal(...x), normal(...w)],
  call: (image, filter) => {
    const shape: [number, number, number, number] = [x[0]!, lengths[0]!, lengths[1]!, w[2]!];
    return tf.conv2dTranspose(image as X, filter as X, shape, sliding.strides ?? 1, border(sliding.pad));
  },
  truth: (image, filter) => convolveTransposed(image!, filter!, lengths, sliding),
}));

const conv3d: Case[] = (
  [
    [[2, 3, 4, 5, 2], [2, 3, 2, 2, 3], {}],
    [[1, 4, 5, 3, 2], [3, 3, 3, 2, 2], { pad: 'same', strides: 2 }],
    [[1, 5, 5, 6, 1], [2, 2, 2, 1, 2], { pad: 'same', dilations: 2 }],
  ] as [number[], number[], Sliding][]
).map(([x, w, sliding]) => ({
  name: `[${x.join(', ')}] with [${w.join(', ')}], ${told(sliding)}`,
  inputs: [normal(...x), normal(...w)],
  call: (volume, filter) =>
    tf.conv3d(
      volume as tf.Tensor5D,
      filter as tf.Tensor5D,
      sliding.strides ?? 1,
      border(sliding.pad) as 'same',
      'NDHWC',
      sliding.dilations ?? 1,
    ),
  truth: (volume, filter) => convolve(volume!, filter!, sliding),
}));

const conv3dTranspose: Case[] = [
  {
    name: 'strides 2',
    inputs: [normal(1, 2, 3, 2, 2), normal(3, 2, 3, 2, 2)],
    call: (x, w) => tf.conv3dTranspose(x as tf.Tensor5D, w as tf.Tensor5D, [1, 4, 6, 4, 2], 2, 'same'),
    truth: (x, w) => convolveTransposed(x!, w!, [4, 6, 4], { strides: 2, pad: 'same' }),
  },
];

const depthwise: Case[] = (
  [
    [[2, 5, 6, 3], [3, 3, 3, 1], {}],
    [[2, 5, 6, 3], [3, 2, 3, 2], { pad: 'same' }],
    [[1, 7, 6, 2], [3, 3, 2, 2], { pad: 'same', strides: 2 }],
    [[1, 7, 6, 2], [3, 3, 2, 1], { pad: 1 }],
    [[1, 7, 8, 2], [3, 3, 2, 2], { pad: 'same', dilations: 2 }],
    [[2, 12, 11, 4], [3, 3, 4, 1], { pad: 'same' }],
    [[1, 6, 5, 2], [3, 2, 2, 2], { pad: [4, 0], dilations: 2 }],
    [[1, 6, 5, 2], [3, 2, 2, 1], { pad: [2, 1], strides: 2 }],
  ] as [number[], number[], Sliding][]
).map(([x, w, sliding]) => ({
  name: `[${x.join(', ')}] with [${w.join(', ')}], ${told(sliding)}`,
  inputs: [normal(...x), normal(...w)],
  call: (image, filter) =>
    tf.depthwiseConv2d(
      image as X,
      filter as X,
      sliding.strides ?? 1,
      borders(sliding.pad),
      'NHWC',
      sliding.dilations ?? 1,
    ),
  truth: (image, filter) => convolve(image!, filter!, sliding, true),
}));

const separable: Case[] = [
  {
    name: '3 by 3, multiplier 2, padding same',
    inputs: [normal(2, 5, 4, 3), normal(3, 3, 3, 2), normal(1, 1, 6, 4)],
    call: (x, depth, point) => tf.separableConv2d(x as X, depth as X, point as X, 1, 'same'),
    truth: (x, depth, point) => convolve(convolve(x!, depth!, { pad: 'same' }, true), point!),
  },
];

const dilation2d: Case[] = ([{ pad: 'same' }, { pad: 'valid', strides: 2 }] as Sliding[]).map((sliding) => ({
  name: told(sliding),
  inputs: [normal(2, 5, 6, 3), normal(3, 2, 3)],
  call: (x, w) => tf.dilation2d(x as X, w as tf.Tensor3D, sliding.strides ?? 1, sliding.pad as 'same'),
  truth: (x, w) => dilate(x!, w!, sliding),
}));

/** The largest of image plus filter in each window. */
function dilate(x: Float64, w: Float64, sliding: Sliding): Float64 {
  const windows = [0, 1].map((axis) => windowsOf(x.shape[axis + 1]!, w.shape[axis]!, sliding));
  return build([x.shape[0]!, windows[0]!.count, windows[1]!.count, x.shape[3]!], ([n, i, j, c]) => {
    const sums = build(w.shape.slice(0, 2), ([u, v]) => {
      const row = placeOf(i!, u!, windows[0]!.begin, sliding);
      const column = placeOf(j!, v!, windows[1]!.begin, sliding);
      return at(x, [n!, row, column, c!], -Infinity) + at(w, [u!, v!, c!]);
    });
    return Math.max(...sums.values);
  });
}

const activations: [tf.fused.Activation, (x: number) => number][] = [
  ['linear', (x) => x],
  ['relu', (x) => Math.max(0, x)],
];

const fused: Case[] = activations.map(([activation, f]) => ({
  name: `with bias, ${activation}`,
  inputs: [normal(2, 5, 4, 3), normal(3, 3, 3, 2), nonzero(2)],
  call: (x, w, bias) =>
    tf.fused.conv2d({ x: x as X, filter: w as X, strides: 1, pad: 'same', bias: bias!, activation }),
  truth: (x, w, bias) =>
    map(
      zip(convolve(x!, w!, { pad: 'same' }), bias!, (a, b) => a + b),
      f,
    ),
}));

const fusedDepthwise: Case[] = activations.map(([activation, f]) => ({
  name: `with bias, ${activation}`,
  inputs: [normal(2, 5, 4, 3), normal(3, 3, 3, 1), nonzero(3)],
  call: (x, w, bias) =>
    tf.fused.depthwiseConv2d({ x: x as X, filter: w as X, strides: 1, pad: 'same', bias: bias!, activation }),
  truth: (x, w, bias) =>
    map(
      zip(convolve(x!, w!, { pad: 'same' }, true), bias!, (a, b) => a + b),
      f,
    ),
}));
