import type { tf } from '../../tfjs.ts';

/** What a kernel is in a group. */
export interface ElementKernel {
  /** The types of the numbers it takes in a group; its other types stay with the kernel itself. */
  readonly takes: readonly tf.DataType[];
  /** The type of what it makes, where that is not the type of its first operand. */
  readonly makes?: tf.DataType;
  /** The names of its attributes. */
  readonly attributes?: readonly string[];
}

const float: ElementKernel = { takes: ['float32'] };
const number: ElementKernel = { takes: ['float32', 'int32'] };
const comparison: ElementKernel = { takes: ['float32', 'int32', 'bool'], makes: 'bool' };
const truth: ElementKernel = { takes: ['bool'], makes: 'bool' };

const named = (names: string, kernel: ElementKernel): Record<string, ElementKernel> =>
  Object.fromEntries(names.split(' ').map((name) => [name, kernel]));

/**
 * Kernels of one number that a group may hold, their input x. Of Step alpha may be left out: it is 0.
 *
 * Those that no loop of ours computes in the same bits as the device's own kernel, such as Sin and Pow, stay by themselves.
 */
export const unaryTypes: Readonly<Record<string, ElementKernel>> = {
  ...named(
    'Elu Erf Exp Expm1 Log Log1p Reciprocal Relu Relu6 Rsqrt Selu Sigmoid Sign Softplus Sqrt Square Tanh',
    float,
  ),
  ...named('Abs Neg', number),
  LogicalNot: truth,
  ClipByValue: { ...float, attributes: ['clipValueMin', 'clipValueMax'] },
  LeakyRelu: { ...float, attributes: ['alpha'] },
  Step: { ...float, attributes: ['alpha'] },
  ThawActivation: { ...float, attributes: ['name'] },
};

/** Kernels of two numbers that a group may hold, a and b. */
export const binaryTypes: Readonly<
  Record<string, ElementKernel & { readonly inputs: readonly [string, string] }>
> = {
  ...pairs('Add Maximum Minimum Multiply Sub', number),
  ...pairs('RealDiv SquaredDifference', float),
  ...pairs('Equal Greater GreaterEqual Less LessEqual NotEqual', comparison),
  ...pairs('LogicalAnd LogicalOr', truth),
  EluGrad: { ...float, inputs: ['dy', 'y'] },
  ThawActivationGradient: { ...float, inputs: ['x', 'dy'], attributes: ['name'] },
};

function pairs(
  names: string,
  kernel: ElementKernel,
): Record<string, ElementKernel & { inputs: readonly [string, string] }> {
  return Object.fromEntries(names.split(' ').map((name) => [name, { ...kernel, inputs: ['a', 'b'] }]));
}

/** The name of a kernel that makes one number of the columns of a row. */
export type ReductionName = 'Sum' | 'Mean' | 'Max' | 'Min' | 'Prod' | 'All' | 'Any';

/** Kernels that make one number of the columns of a row. */
export const reductionTypes: Readonly<Record<ReductionName, ElementKernel>> = {
  Sum: number,
  Mean: float,
  Max: number,
  Min: number,
  Prod: float,
  All: truth,
  Any: truth,
};
