import { activate, drawUniform, dropout, layerNorm, multiHeadAttention, tf } from '@thaw/backend';

import { type Choice, exact, type Maker, operand, type Operand, rank, upTo } from './action.ts';

type Unary = (x: tf.Tensor) => tf.Tensor;

function unary(name: string, apply: Unary, jumps = false): Maker {
  return (choice) => {
    const x = operand(choice, 'float32', jumps ? exact : undefined);
    return x && { name, operands: [x], apply, flat: jumps };
  };
}

/** Each kept away from where it is steep or not defined. */
const unaries: readonly Maker[] = [
  unary('exp', (x) => tf.exp(tf.minimum(x, 2))),
  unary('log', (x) => tf.log(tf.add(tf.abs(x), 0.5))),
  unary('log1p', (x) => tf.log1p(tf.square(x))),
  unary('sqrt', (x) => tf.sqrt(tf.add(tf.square(x), 0.25))),
  unary('rsqrt', (x) => tf.rsqrt(tf.add(tf.square(x), 0.25))),
  unary('reciprocal', (x) => tf.reciprocal(tf.add(tf.abs(x), 1))),
  unary('tanh', tf.tanh),
  unary('sigmoid', tf.sigmoid),
  unary('softplus', tf.softplus),
  unary('sin', tf.sin),
  unary('cos', tf.cos),
  unary('erf', tf.erf),
  unary('atan', tf.atan),
  unary('abs', tf.abs),
  unary('neg', tf.neg),
  unary('square', tf.square),
  unary('relu', tf.relu),
  unary('relu6', tf.relu6),
  unary('elu', tf.elu),
  unary('selu', tf.selu),
  unary('leakyRelu', (x) => tf.leakyRelu(x, 0.1)),
  unary('clip', (x) => tf.clipByValue(x, -1, 1)),
  unary('gelu', (x) => activate(x, 'gelu')),
  unary('swish', (x) => tf.mul(x, tf.sigmoid(x))),
  unary('byLiteral', (x) => tf.add(tf.mul(x, 0.75), -0.5)),
  unary('byOne', (x) => tf.div(tf.add(tf.mul(x, 1), 0), 1)),
  unary('twice', (x) => tf.sub(tf.add(x, x), x)),
  unary('floor', tf.floor, true),
  unary('round', tf.round, true),
  unary('sign', tf.sign, true),
];

/** A second operand whose shape broadcasts with the first's. */
function partner(choice: Choice, x: Operand, fits: (operand: Operand) => boolean = () => true): Operand {
  const broadcasts = ({ tensor }: Operand): boolean => {
    for (let i = 1; i <= Math.min(tensor.rank, x.tensor.rank); i++) {
      const [a, b] = [tensor.shape.at(-i)!, x.tensor.shape.at(-i)!];
      if (a !== b && a !== 1 && b !== 1) return false;
    }
    return true;
  };
  return operand(choice, x.tensor.dtype, (each) => broadcasts(each) && fits(each)) ?? x;
}

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

function binary(name: string, apply: Binary, dtype: tf.DataType = 'float32', jumps = false): Maker {
  return (choice) => {
    const a = operand(choice, dtype, jumps ? exact : undefined);
    if (!a) return undefined;
    const b = partner(choice, a, jumps ? exact : undefined);
    return { name, operands: [a, b], apply, flat: jumps || dtype !== 'float32' };
  };
}

const comparisons = { less: tf.less, greaterEqual: tf.greaterEqual, notEqual: tf.notEqual, equal: tf.equal };

const binaries: readonly Maker[] = [
  binary('add', tf.add),
  binary('sub', tf.sub),
  binary('mul', tf.mul),
  binary('div', (a, b) => tf.div(a, tf.add(tf.square(b), 0.5))),
  binary('maximum', tf.maximum),
  binary('minimum', tf.minimum),
  binary('squaredDifference', tf.squaredDifference),
  binary('addN', (a, b) => tf.addN([tf.add(a, b), tf.sub(a, b), tf.mul(a, b)])),
  binary('whole add', tf.add, 'int32'),
  binary('whole mul', tf.mul, 'int32'),
  binary('whole floorDiv', (a, b) => tf.floorDiv(a, tf.add(tf.abs(b), tf.scalar(1, 'int32'))), 'int32'),
  binary('whole maximum', tf.maximum, 'int32'),
  binary('and', tf.logicalAnd, 'bool'),
  binary('or', tf.logicalOr, 'bool'),
  ...Object.entries(comparisons).map(([name, apply]) => binary(name, apply, 'float32', true)),
  ...Object.entries(comparisons).map(([name, apply]) => binary(`whole ${name}`, apply, 'int32')),
  (choice) => {
    const [condition, yes] = [operand(choice, 'bool'), operand(choice, 'float32')];
    if (!condition || !yes) return undefined;
    const no = partner(choice, yes, ({ tensor }) => tf.util.arraysEqual(tensor.shape, yes.tensor.shape));
    const fits = tf.util.arraysEqual(condition.tensor.shape, yes.tensor.shape);
    return fits
      ? {
          name: 'where',
          operands: [condition, yes, no],
          apply: (c, a, b) => tf.where(c!, a!, b!),
          flat: true,
        }
      : undefined;
  },
];

const casts: readonly Maker[] = (['int32', 'bool'] as const).flatMap((dtype): Maker[] => [
  (choice) => {
    const x = operand(choice, dtype);
    return x && { name: `from ${dtype}`, operands: [x], apply: (t) => tf.cast(t!, 'float32'), flat: true };
  },
  (choice) => {
    const x = operand(choice, 'float32', exact);
    return x && { name: `to ${dtype}`, operands: [x], apply: (t) => tf.cast(t!, dtype), flat: true };
  },
]);

type Reduction = (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor;

function reduction(name: string, apply: Reduction): Maker {
  return (choice) => {
    const x = operand(choice, 'float32', rank(1));
    if (!x) return undefined;
    const axes = x.tensor.shape.map((_, axis) => axis).filter(() => upTo(choice.random, 2) === 0);
    const keepDims = upTo(choice.random, 2) === 0;
    const own = axes.length > 0 ? axes : [x.tensor.rank - 1];
    return { name, operands: [x], apply: (t) => apply(t!, own, keepDims), sums: true };
  };
}

const reductions: readonly Maker[] = [
  reduction('sum', (x, axes, keep) => tf.mul(tf.sum(x, axes, keep), 0.1)),
  reduction('mean', tf.mean),
  reduction('max', tf.max),
  reduction('min', tf.min),
  reduction('logSumExp', tf.logSumExp),
  reduction('variance', (x, axes, keep) => tf.moments(x, axes, keep).variance),
  (choice) => {
    const x = operand(choice, 'float32', (each) => each.exact && each.tensor.rank > 0);
    return x && { name: 'argMax', operands: [x], apply: (t) => tf.argMax(t!, -1), flat: true };
  },
  (choice) => {
    const x = operand(choice, 'float32', rank(1, 4));
    return x && { name: 'cumsum', operands: [x], apply: (t) => tf.mul(tf.cumsum(t!, -1), 0.2), sums: true };
  },
  (choice) => {
    const x = operand(choice, 'float32', rank(1));
    const apply = upTo(choice.random, 2) === 0 ? tf.softmax : tf.logSoftmax;
    return x && { name: apply.name, operands: [x], apply: (t) => apply(t!), sums: true };
  },
  (choice) => {
    const x = operand(choice, 'float32', (each) => each.tensor.rank > 0 && each.tensor.shape.at(-1)! > 1);
    return (
      x && {
        name: 'layerNorm',
        operands: [x],
        apply: (t) =>
          layerNorm(t!, { gamma: tf.ones([t!.shape.at(-1)!]), beta: tf.zeros([t!.shape.at(-1)!]) }, 0.1),
        sums: true,
      }
    );
  },
];

/** What draws on the device, from the generator of the step. */
const draws: readonly Maker[] = [
  (choice) => {
    const x = operand(choice, 'float32');
    const { chance } = choice;
    return x && { name: 'dropout', operands: [x], apply: (t) => dropout(t!, 0.25, chance.random) };
  },
  (choice) => {
    const x = operand(choice, 'float32');
    const { chance } = choice;
    return (
      x && { name: 'noise', operands: [x], apply: (t) => tf.add(t!, drawUniform(chance.random, t!.shape)) }
    );
  },
];

const attention: Maker = (choice) => {
  const x = operand(choice, 'float32', ({ tensor }) => tensor.rank === 3 && tensor.shape[2]! % 2 === 0);
  const options = { numHeads: 2, scale: 0.5, causal: upTo(choice.random, 2) === 0 };
  return (
    x && {
      name: 'attention',
      operands: [x],
      apply: (t) => multiHeadAttention(t as tf.Tensor3D, t as tf.Tensor3D, t as tf.Tensor3D, options),
      sums: true,
    }
  );
};

/** Families of operations, each as likely as another. */
export const numberMakers: readonly (readonly Maker[])[] = [
  unaries,
  binaries,
  casts,
  reductions,
  draws,
  [attention],
];
