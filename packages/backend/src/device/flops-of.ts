/** The lengths of axes. */
export type Shape = readonly number[];
type Inputs = Readonly<Record<string, Shape>>;
type Attributes = Readonly<Record<string, unknown>>;

/** Arithmetic operations of a kernel, by the shapes of its inputs and of its first output. */
type Formula = (inputs: Inputs, output: Shape, attributes: Attributes) => number;

const size = (shape: Shape | undefined): number =>
  (shape ?? []).reduce((product, length) => product * length, 1);
const at = (shape: Shape, place: number): number => shape.at(place) ?? 1;

const matmul: Formula = ({ a }, output, { transposeA }) => 2 * size(output) * at(a!, transposeA ? -2 : -1);
const convolution: Formula = ({ filter }, output) => (2 * size(output) * size(filter)) / at(filter!, -1);
/** Each gradient meets each number of its filter once. */
const convolutionBack: Formula = ({ dy, filter }, _, { filterShape }) => {
  const shape = filter ?? (filterShape as Shape);
  return (2 * size(dy) * size(shape)) / at(shape, -1);
};
const depthwise: Formula = ({ filter }, output) => 2 * size(output) * filter![0]! * filter![1]!;
const depthwiseBack: Formula = ({ dy, filter }, _, { filterShape }) => {
  const shape = filter ?? (filterShape as Shape);
  return 2 * size(dy) * shape[0]! * shape[1]!;
};
/** Every combination of all letters is a product and a sum. */
const einsum: Formula = (inputs, _, { equation }) => {
  const lengths = new Map<string, number>();
  const [given = ''] = String(equation).replaceAll(' ', '').split('->');
  for (const [i, letters] of given.split(',').entries()) {
    for (const [axis, letter] of [...letters].entries()) lengths.set(letter, inputs[i]?.[axis] ?? 1);
  }
  return 2 * size([...lengths.values()]);
};
/** Scores and weighted means. */
const attention: Formula = ({ q, k }) => 4 * size(q) * at(k!, -2);
/** The products with the hidden state, step by step, and the gates. */
const recurrence: Formula = ({ projected, hidden }) =>
  2 * size(projected) * at(hidden!, -1) + 8 * size(projected);

const formulas: Readonly<Record<string, Formula>> = {
  BatchMatMul: matmul,
  _FusedMatMul: matmul,
  Conv2D: convolution,
  FusedConv2D: convolution,
  Conv3D: convolution,
  Conv2DBackpropInput: convolutionBack,
  Conv2DBackpropFilter: convolutionBack,
  Conv3DBackpropInputV2: convolutionBack,
  Conv3DBackpropFilterV2: convolutionBack,
  DepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2D: depthwise,
  DepthwiseConv2dNativeBackpropInput: depthwiseBack,
  DepthwiseConv2dNativeBackpropFilter: depthwiseBack,
  Einsum: einsum,
  ThawAttention: attention,
  ThawMaskedAttention: attention,
  ThawAttentionGradient: (inputs, ...rest) => 2.5 * attention(inputs, ...rest), // five products where forward has two
  ThawMaskedAttentionGradient: (inputs, ...rest) => 2.5 * attention(inputs, ...rest),
  ThawLSTM: recurrence,
  ThawGRU: recurrence,
};

/** These move numbers and compute none. */
const moves: ReadonlySet<string> = /* @__PURE__ */ new Set(
  (
    'Identity Reshape Cast Transpose Slice StridedSlice Concat Pack Unpack SplitV Tile PadV2 MirrorPad GatherV2 GatherNd ' +
    'ScatterNd SparseToDense Reverse BroadcastTo Fill OneHot Range LinSpace ZerosLike OnesLike SpaceToBatchND ' +
    'BatchToSpaceND DepthToSpace ExpandDims TensorScatterUpdate RotateWithOffset'
  ).split(' '),
);

/**
 * How many arithmetic operations one call of a kernel is, by the shapes of its inputs and of its first output: see `flopCounter` for what counts as
 * one.
 */
export function flopsOf(kernel: string, inputs: Inputs, output: Shape, attributes: Attributes): number {
  const formula = formulas[kernel];
  if (formula) return formula(inputs, output, attributes);
  return moves.has(kernel) ? 0 : Math.max(size(output), ...Object.values(inputs).map(size));
}

/** Whether a kernel has a formula of its own, which holds also where it is made of others. */
export function hasFormula(kernel: string): boolean {
  return kernel in formulas;
}
