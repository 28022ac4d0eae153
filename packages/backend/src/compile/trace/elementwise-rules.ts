import { tf } from '../../tfjs.ts';
import { like, type Meta, type Metas, type Rule, same, sizeOf } from './rule.ts';

const ofEach =
  'Abs Acos Acosh Asin Asinh Atan Atanh Ceil ClipByValue Cos Cosh Cumprod Cumsum Elu Erf Exp Expm1 Floor Identity LRN LRNGrad LeakyRelu ' +
  'Log Log1p Neg OnesLike Reciprocal Relu Relu6 Reverse Round Rsqrt Selu Sigmoid Sign Sin Sinh Softplus Sqrt Square Step Tan Tanh ZerosLike';

const broadcast = ({ a, b }: Metas): readonly number[] =>
  tf.broadcast_util.assertAndGetBroadcastShape([...a!.shape], [...b!.shape]);

const ofPairs: Rule = (inputs) => [{ shape: broadcast(inputs), dtype: inputs['a']!.dtype }];
const truthOfPairs: Rule = (inputs) => [{ shape: broadcast(inputs), dtype: 'bool' }];
const truth: Rule = ({ x }) => [{ ...x!, dtype: 'bool' }];

/** The larger of the alternatives: TensorFlow.js lets one of them be a single number. */
const select: Rule = ({ t, e }) => {
  const larger: Meta = sizeOf(t!.shape) < sizeOf(e!.shape) ? e! : t!;
  return [larger];
};

/** Kernels that compute each number of the output by itself. */
export const elementwiseRules: Readonly<Record<string, Rule>> = {
  ...same(ofEach, like('x')),
  ...same('IsFinite IsInf IsNan LogicalNot', truth),
  ...same('Add Atan2 FloorDiv Maximum Minimum Mod Multiply Pow RealDiv SquaredDifference Sub', ofPairs),
  ...same('Equal Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr NotEqual', truthOfPairs),
  AddN: like('0'),
  Cast: ({ x }, { dtype }) => [{ ...x!, dtype: dtype as tf.DataType }],
  EluGrad: like('dy'),
  FusedBatchNorm: like('x'),
  Prelu: like('x'),
  Select: select,
  Softmax: like('logits'),
};
