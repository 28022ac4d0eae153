import { tf } from '../../../tfjs.ts';
import type { Attributes } from '../../trace/rule.ts';

/** What a formula's letters a and b stand for, from the attributes of its kernel. */
type Constants = (attributes: Attributes) => readonly [a: number, b: number];

/** The instructions of a kernel on vectors. */
export interface Formula {
  /**
   * In the order of a stack machine: x and y are the operands, a and b constants, numbers are numbers, a name after @ is a function of
   * assembly/lanes.as, and all else is an instruction on the lanes.
   */
  readonly text: string;
  readonly constants?: Constants;
}

type Formulas = Readonly<Record<string, Formula>>;

const plain = (texts: Readonly<Record<string, string>>): Formulas =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, { text }]));

/** One number, of float32: as assembly/unary.as has it. */
const floatUnary: Formulas = /* @__PURE__ */ {
  ...plain({
    Abs: 'x f32x4.abs',
    Elu: 'x @expm1 x x 0 f32x4.lt v128.bitselect',
    Erf: 'x @erf',
    Exp: 'x @exp',
    Expm1: 'x @expm1',
    Log: 'x @log',
    Log1p: 'x @log1p',
    Neg: 'x f32x4.neg',
    Reciprocal: '1 x f32x4.div',
    Relu: 'x x 0 f32x4.le v128.andnot',
    Relu6: '6 0 x x 0 f32x4.lt v128.bitselect x 6 f32x4.gt v128.bitselect',
    Rsqrt: '1 x f32x4.sqrt f32x4.div',
    Sigmoid: 'x @sigmoid',
    Sign: '1 x 0 f32x4.gt v128.and -1 x 0 f32x4.lt v128.and v128.or',
    Softplus: 'x @softplus',
    Sqrt: 'x f32x4.sqrt',
    Square: 'x x f32x4.mul',
    Tanh: 'x @tanh',
  }),
  ClipByValue: {
    text: 'b a x x a f32x4.lt v128.bitselect x b f32x4.gt v128.bitselect',
    constants: ({ clipValueMin, clipValueMax }) => [clipValueMin as number, clipValueMax as number],
  },
  LeakyRelu: {
    text: 'x a f32x4.mul x x 0 f32x4.lt v128.bitselect',
    constants: ({ alpha }) => [alpha as number, 0],
  },
  Selu: {
    text: 'x @expm1 b f32x4.mul x a f32x4.mul x 0 f32x4.lt v128.bitselect',
    constants: () => [tf.backend_util.SELU_SCALE, tf.backend_util.SELU_SCALEALPHA],
  },
  Step: {
    text: '1 a x 0 f32x4.gt v128.bitselect x x x f32x4.eq v128.bitselect',
    constants: ({ alpha }) => [(alpha as number | undefined) ?? 0, 0],
  },
};

/** Two numbers, of float32: as assembly/binary.as and comparisons.as have it. */
const floatBinary: Formulas = /* @__PURE__ */ plain({
  Add: 'x y f32x4.add',
  EluGrad: 'x x y 1 f32x4.add f32x4.mul y 0 f32x4.ge v128.bitselect',
  Equal: 'x y f32x4.eq',
  Greater: 'x y f32x4.gt',
  GreaterEqual: 'x y f32x4.ge',
  Less: 'x y f32x4.lt',
  LessEqual: 'x y f32x4.le',
  Maximum: 'x y f32x4.max',
  Minimum: 'x y f32x4.min',
  Multiply: 'x y f32x4.mul',
  NotEqual: 'x y f32x4.ne',
  RealDiv: 'x y f32x4.div',
  SquaredDifference: 'x y f32x4.sub x y f32x4.sub f32x4.mul',
  Sub: 'x y f32x4.sub',
});

/** Whole numbers. */
const whole: Formulas = /* @__PURE__ */ plain({
  Abs: 'x i32x4.abs',
  Add: 'x y i32x4.add',
  Equal: 'x y i32x4.eq',
  Greater: 'x y i32x4.gt_s',
  GreaterEqual: 'x y i32x4.ge_s',
  Less: 'x y i32x4.lt_s',
  LessEqual: 'x y i32x4.le_s',
  Maximum: 'x y i32x4.max_s',
  Minimum: 'x y i32x4.min_s',
  Multiply: 'x y i32x4.mul',
  Neg: 'x i32x4.neg',
  NotEqual: 'x y i32x4.ne',
  Sub: 'x y i32x4.sub',
});

/** Truth values, which are −1 or 0 here: so the larger one is false. */
const truth: Formulas = /* @__PURE__ */ plain({
  Equal: 'x y i32x4.eq',
  Greater: 'x y i32x4.lt_s',
  GreaterEqual: 'x y i32x4.le_s',
  Less: 'x y i32x4.gt_s',
  LessEqual: 'x y i32x4.ge_s',
  LogicalAnd: 'x y v128.and',
  LogicalNot: 'x v128.not',
  LogicalOr: 'x y v128.or',
  NotEqual: 'x y v128.xor',
});

/**
 * Activations, where x has the bias added to it that there is not: −0 becomes 0, as in assembly/bias-activation.as. Their gradients are
 * y times the slope at x.
 */
const activations: Formulas = /* @__PURE__ */ plain({
  relu: floatUnary['Relu']!.text,
  elu: floatUnary['Elu']!.text,
  sigmoid: 'x @sigmoid',
  tanh: 'x @tanh',
  gelu: 'x @gelu',
  geluTanh: 'x @geluTanh',
});
const slopes: Formulas = /* @__PURE__ */ plain({
  relu: 'y 1 x 0 f32x4.gt v128.and f32x4.mul',
  elu: 'y x @exp 1 x 0 f32x4.lt v128.bitselect f32x4.mul',
  sigmoid: 'y x @sigmoidSlope f32x4.mul',
  tanh: 'y x @tanhSlope f32x4.mul',
  gelu: 'y x @geluSlope f32x4.mul',
  geluTanh: 'y x @geluTanhSlope f32x4.mul',
});

/** The functions of assembly/lanes.as. */
export const laneFunctions: readonly string[] =
  'erf exp expm1 gelu geluSlope geluTanh geluTanhSlope log log1p sigmoid sigmoidSlope softplus tanh tanhSlope whole'.split(
    ' ',
  );

/** The formula of a kernel on numbers of a type, the first operand's; undefined where there is none. */
export function formulaOf(
  kernel: string,
  dtype: tf.DataType,
  attributes: Attributes = {},
): Formula | undefined {
  if (kernel === 'ThawActivation')
    return dtype === 'float32' ? activations[attributes['name'] as string] : undefined;
  if (kernel === 'ThawActivationGradient')
    return dtype === 'float32' ? slopes[attributes['name'] as string] : undefined;
  if (dtype === 'float32') return floatUnary[kernel] ?? floatBinary[kernel];
  if (dtype === 'int32') return whole[kernel];
  return dtype === 'bool' ? truth[kernel] : undefined;
}

/** A cast from one type to another; undefined where nothing is to be done, or nothing can be. */
export function castFormula(from: tf.DataType, to: tf.DataType): string | undefined {
  return casts[`${from} ${to}`];
}

const casts: Readonly<Record<string, string>> = {
  'bool float32': 'x 1 v128.and',
  'bool int32': 'x i32x4.neg',
  'float32 bool': 'x 0 f32x4.ne',
  'float32 int32': 'x @whole',
  'int32 bool': 'x 0 i32x4.ne',
  'int32 float32': 'x f32x4.convert_i32x4_s',
};
