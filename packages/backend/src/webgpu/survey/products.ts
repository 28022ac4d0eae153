import { tf } from '../../tfjs.ts';
import { type Cases, normal, positive, whole } from './draw.ts';

type Activation = 'linear' | 'relu' | 'relu6' | 'elu' | 'sigmoid' | 'leakyrelu' | 'prelu';
const activations: readonly Activation[] = [
  'linear',
  'relu',
  'relu6',
  'elu',
  'sigmoid',
  'leakyrelu',
  'prelu',
];

/** One for each of TensorFlow.js's programs: for tiny outputs, small ones, large ones, and long inner dimensions. */
const sizes = [
  [5, 7, 3],
  [13, 17, 11],
  [129, 65, 67],
  [16, 2500, 16],
  [20, 2001, 17],
  [2, 0, 3],
] as const;

const transposes = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

/** Products of matrices: transposed, batched, broadcast, with bias and every activation; sums of products. */
export function productSurvey(): Cases {
  const cases: Cases = {};
  for (const [m, k, n] of sizes) {
    for (const [ta, tb] of transposes) {
      const name = `${m}x${k}${ta ? 'ᵀ' : ''} · ${k}x${n}${tb ? 'ᵀ' : ''}`;
      const a = (...batch: number[]): tf.Tensor => normal(...batch, ...(ta ? [k, m] : [m, k]));
      const b = (...batch: number[]): tf.Tensor => normal(...batch, ...(tb ? [n, k] : [k, n])).add(0.1);
      cases[name] = () => tf.matMul(a(), b(), ta, tb);
      if (k > 60) continue;
      cases[`${name}, in batches`] = () => [
        tf.matMul(a(3), b(3), ta, tb),
        tf.matMul(a(3), b(), ta, tb),
        tf.matMul(a(), b(2, 3), ta, tb),
      ];
    }
  }
  for (const activation of activations) {
    for (const [m, k, n] of [
      [5, 7, 3],
      [13, 17, 11],
      [16, 2500, 16],
    ] as const) {
      cases[`fused ${activation} of ${m}x${k} · ${k}x${n}`] = () =>
        tf.fused.matMul({
          a: normal(m, k),
          b: normal(n, k),
          transposeB: true,
          bias: positive(n),
          activation,
          leakyreluAlpha: 0.3,
          ...(activation === 'prelu' && { preluActivationWeights: normal(n) }),
        });
    }
  }
  return {
    ...cases,
    'more than 65,535 matrices': () => [
      tf.matMul(normal(65_537, 1, 2), normal(65_537, 2, 1)).slice([65_530, 0, 0]),
      tf.matMul(normal(65_537, 1, 2), normal(65_537, 1, 2), false, true).slice([65_530, 0, 0]),
    ],
    'many rows, many columns, many between': () => [
      tf.matMul(normal(70_001, 3), normal(3, 5)).slice([69_990, 0]),
      tf.matMul(normal(5, 3), normal(3, 70_001)).slice([0, 69_990]),
      tf.matMul(normal(70_001, 20), normal(70_001, 24), true),
      tf.matMul(normal(2, 70_001), normal(70_001, 3)),
    ],
    einsum: () => [
      tf.einsum('ij,jk->ik', normal(3, 4), normal(4, 5)),
      tf.einsum('bhid,bhjd->bhij', normal(2, 2, 3, 4), normal(2, 2, 5, 4)),
      tf.einsum('abcd,cdef->abef', normal(2, 3, 2, 3), normal(2, 3, 3, 2)),
      tf.einsum('i,i->', normal(3), normal(3)),
    ],
    'dot, outer product, whole numbers': () => [
      tf.dot(normal(7), normal(7)),
      tf.outerProduct(normal(7) as tf.Tensor1D, normal(5) as tf.Tensor1D),
      tf.matMul(whole(9, 2, 3), whole(9, 3, 2)),
    ],
    'orthogonal factors': () =>
      [
        tf.linalg.qr(normal(4, 3))[1],
        tf.linalg.gramSchmidt(normal(3, 4) as tf.Tensor2D),
      ].flat() as tf.Tensor[],
  };
}
