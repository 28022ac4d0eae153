import { tf } from '../../tfjs.ts';
import { type Cases, normal, positive } from './draw.ts';

type Pad = 'same' | 'valid' | number;
type Activation = 'linear' | 'relu' | 'relu6' | 'elu' | 'sigmoid' | 'leakyrelu' | 'prelu';
type Image = tf.Tensor4D;

const square = (x: tf.Tensor): tf.Tensor => tf.sum(tf.square(x));
const image = (...shape: number[]): Image => normal(...shape) as Image;
const gradients = (compute: (...inputs: tf.Tensor[]) => tf.Tensor, inputs: tf.Tensor[]): tf.Tensor[] =>
  tf.grads((...given) => square(compute(...given)))(inputs);

/** Convolutions and their gradients, plain and by depth. */
export function convolutionSurvey(): Cases {
  const cases: Cases = {};
  const settings = [
    [1, 5, 7, 1, 1],
    [3, 5, 7, 3, 5],
    [1, 8, 8, 4, 8],
    [2, 9, 11, 16, 32],
    [3, 1, 1, 3, 2],
  ] as const;
  for (const [batch, height, width, channels, filters] of settings) {
    for (const [rows, columns] of [
      [1, 1],
      [3, 3],
      [2, 5],
    ] as const) {
      for (const [stride, pad] of [
        [1, 'same'],
        [2, 'same'],
        [1, 'valid'],
        [3, 2],
      ] as [number, Pad][]) {
        if (columns === 5 && channels !== 3) continue;
        if (pad === 'valid' && (rows > height || columns > width)) continue;
        const name = `[${batch},${height},${width},${channels}] by ${rows}x${columns}x${filters}, ${stride} ${pad}`;
        const x = (): Image => image(batch, height, width, channels);
        const filter = (depth: number): Image => image(rows, columns, channels, depth);
        const plain = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
          tf.conv2d(a as Image, b as Image, stride, pad);
        const byDepth = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
          tf.depthwiseConv2d(a as Image, b as Image, stride, pad);
        cases[`conv2d ${name}`] = () => [
          plain(x(), filter(filters)),
          ...gradients(plain as never, [x(), filter(filters)]),
        ];
        cases[`depthwise ${name}`] = () => [
          byDepth(x(), filter(2)),
          ...gradients(byDepth as never, [x(), filter(1)]),
          ...gradients(byDepth as never, [x(), filter(2)]),
        ];
        if (stride === 1)
          cases[`dilated ${name}`] = () => tf.conv2d(x(), filter(filters), 1, 'same', 'NHWC', 2);
        if (stride === 2) {
          cases[`conv2dTranspose ${name}`] = () =>
            tf.conv2dTranspose(
              x(),
              image(rows, columns, filters, channels),
              [batch, height * 2, width * 2, filters],
              2,
              'same',
            );
        }
      }
    }
  }
  const activations: Activation[] = ['linear', 'relu', 'relu6', 'elu', 'sigmoid', 'leakyrelu', 'prelu'];
  for (const activation of activations) {
    const more = {
      strides: 1,
      pad: 'same' as const,
      bias: positive(4) as tf.Tensor1D,
      activation,
      leakyreluAlpha: 0.3,
    };
    const weights = (): object => (activation === 'prelu' ? { preluActivationWeights: normal(4) } : {});
    cases[`fused conv2d ${activation}`] = () => {
      const settingsOf = { ...more, bias: positive(4) as tf.Tensor1D, ...weights() };
      return [
        tf.fused.conv2d({ x: image(1, 5, 7, 3), filter: image(3, 3, 3, 4), ...settingsOf }),
        tf.fused.conv2d({ x: image(1, 8, 8, 4), filter: image(1, 1, 4, 4), ...settingsOf }),
        tf.fused.depthwiseConv2d({ x: image(1, 5, 7, 4), filter: image(3, 3, 4, 1), ...settingsOf }),
      ];
    };
  }
  return {
    ...cases,
    'conv2d as long products': () => [
      tf.conv2d(image(2, 4, 4, 2100), image(1, 1, 2100, 16), 1, 'same'),
      tf.conv2d(image(20, 12, 12, 16), image(12, 12, 16, 16), 1, 'valid'),
    ],
    conv1d: () => [tf.conv1d(normal(2, 9, 3) as tf.Tensor3D, normal(3, 3, 5) as tf.Tensor3D, 2, 'same')],
    conv3d: () => {
      const compute = (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
        tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, 2, 'same');
      const inputs = [normal(2, 5, 4, 3, 2), normal(2, 3, 2, 2, 3)] as [tf.Tensor, tf.Tensor];
      return [compute(...inputs), ...gradients(compute as never, inputs)];
    },
  };
}

/** Pooling, sizing and normalizing of images, and their gradients. */
export function imageSurvey(): Cases {
  const cases: Cases = {};
  for (const [height, width, channels] of [
    [5, 7, 1],
    [9, 11, 3],
    [8, 8, 4],
  ] as const) {
    for (const [size, stride, pad] of [
      [[2, 2], 2, 'same'],
      [[3, 3], 2, 'same'],
      [[2, 3], 1, 'valid'],
      [[3, 3], 1, 1],
      [[5, 4], 3, 2],
    ] as [[number, number], number, Pad][]) {
      const x = (): Image => image(2, height, width, channels).sub(5);
      for (const pool of [tf.maxPool, tf.avgPool]) {
        cases[`${pool.name} [${height},${width},${channels}] by ${size}, ${stride} ${pad}`] = () => [
          pool(x(), size, stride, pad),
          tf.grad((given) => square(pool(given as Image, size, stride, pad)))(x()),
        ];
      }
    }
  }
  for (const [height, width] of [
    [5, 5],
    [1, 1],
    [8, 8],
  ] as const) {
    for (const to of [
      [3, 4],
      [10, 13],
      [1, 1],
    ] as [number, number][]) {
      for (const align of [false, true]) {
        for (const resize of [tf.image.resizeBilinear, tf.image.resizeNearestNeighbor]) {
          cases[`${resize.name} ${height}x${width} to ${to}${align ? ', aligned' : ''}`] = () => [
            resize(image(2, height, width, 3), to, align),
            tf.grad((given) => square(resize(given as Image, to, align)))(image(2, height, width, 3)),
          ];
        }
      }
    }
  }
  const statistics = (): tf.Tensor[] => [normal(5), positive(5), normal(5), normal(5)];
  const batchNorm = (
    x: tf.Tensor,
    mean: tf.Tensor,
    variance: tf.Tensor,
    offset: tf.Tensor,
    scale: tf.Tensor,
  ): tf.Tensor =>
    tf.batchNorm(
      x,
      mean as tf.Tensor1D,
      variance as tf.Tensor1D,
      offset as tf.Tensor1D,
      scale as tf.Tensor1D,
      1e-3,
    );
  return {
    ...cases,
    batchNorm: () =>
      [
        [2, 3, 3, 5],
        [7, 5],
        [2, 7, 5],
      ].flatMap((shape) => gradients(batchNorm as never, [normal(...shape), ...statistics()])),
    localResponseNormalization: () => [
      tf.localResponseNormalization(image(1, 3, 3, 7), 2),
      tf.grad((x) => square(tf.localResponseNormalization(x as Image, 2)))(image(1, 3, 3, 7)),
    ],
    'pooling of volumes': () => [
      tf.maxPool3d(normal(2, 5, 4, 3, 2) as tf.Tensor5D, 2, 2, 'same'),
      tf.grad((x) => square(tf.maxPool3d(x as tf.Tensor5D, 2, 2, 'same')))(normal(2, 5, 4, 3, 2)),
      tf.grad((x) => square(tf.avgPool3d(x as tf.Tensor5D, 2, 2, 'valid')))(normal(2, 5, 4, 3, 2)),
    ],
    'flip, crop': () => [
      tf.image.flipLeftRight(image(1, 4, 5, 2)),
      tf.image.cropAndResize(
        image(1, 5, 5, 2),
        tf.tensor2d([0, 0, 1, 1], [1, 4]),
        tf.tensor1d([0], 'int32'),
        [3, 3],
      ),
    ],
  };
}
