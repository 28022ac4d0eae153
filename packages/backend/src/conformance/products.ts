import { tf } from '../tfjs.ts';
import { broadcastShape, build, broadcastAt, type Float64, map, sumOver, zip } from './float64.ts';
import { type Case, normal, nonzero, type Operation } from './operation.ts';

/** Products of vectors, matrices and tensors. */
export function products(): Operation[] {
  return [
    { name: 'matMul', cases: matrixProducts },
    { name: 'fused.matMul', cases: fusedProducts },
    { name: 'dot', cases: dots },
    {
      name: 'outerProduct',
      cases: [
        {
          name: '[3] and [5]',
          inputs: [normal(3), normal(5)],
          call: (a, b) => tf.outerProduct(a as tf.Tensor1D, b as tf.Tensor1D),
          truth: (a, b) => einsumTruth('i,j->ij', a!, b!),
        },
      ],
    },
    { name: 'einsum', cases: equations.map(([equation, ...shapes]) => einsum(equation, shapes)) },
  ];
}

const matrixProducts: Case[] = (
  [
    [[3, 5], [5, 7], false, false],
    [[1, 5], [5, 1], false, false],
    [[5, 3], [5, 7], true, false],
    [[3, 5], [7, 5], false, true],
    [[5, 3], [7, 5], true, true],
    [[2, 3, 5], [2, 5, 4], false, false],
    [[2, 3, 5], [1, 4, 5], false, true],
    [[2, 1, 5, 3], [3, 5, 4], true, false],
    [[2, 2053], [2053, 3], false, false],
    [[2053, 2], [2053, 3], true, false],
  ] as const
).map(([a, b, transposeA, transposeB]) => ({
  name: `[${a.join(', ')}] · [${b.join(', ')}]${transposeA ? ', first transposed' : ''}${transposeB ? ', second transposed' : ''}`,
  inputs: [normal(...a), normal(...b)],
  call: (x, y) => tf.matMul(x!, y!, transposeA, transposeB),
  truth: (x, y) => matMulTruth(x!, y!, transposeA, transposeB),
}));

const fusedProducts: Case[] = (
  [
    ['linear', (x) => x],
    ['relu', (x) => Math.max(0, x)],
    ['relu6', (x) => Math.min(6, Math.max(0, x))],
    ['elu', (x) => (x > 0 ? x : Math.expm1(x))],
    ['sigmoid', (x) => 1 / (1 + Math.exp(-x))],
  ] as [tf.fused.Activation, (x: number) => number][]
).map(([activation, f]) => ({
  name: `a · b + bias, ${activation}`,
  inputs: [normal(3, 5), normal(5, 4), nonzero(4)],
  call: (a, b, bias) =>
    tf.fused.matMul({ a: a as tf.Tensor2D, b: b as tf.Tensor2D, bias: bias!, activation }),
  truth: (a, b, bias) =>
    map(
      zip(matMulTruth(a!, b!, false, false), bias!, (x, y) => x + y),
      f,
    ),
}));

const dots: Case[] = (
  [
    ['i,i->', [5], [5]],
    ['i,ij->j', [5], [5, 3]],
    ['ij,j->i', [3, 5], [5]],
    ['ij,jk->ik', [3, 5], [5, 2]],
  ] as const
).map(([equation, a, b]) => ({
  name: equation,
  inputs: [normal(...a), normal(...b)],
  call: (x, y) => tf.dot(x!, y!),
  truth: (x, y) => einsumTruth(equation, x!, y!),
}));

/** Every kind of label: in one input or both, in the output or not. */
const equations: [string, ...number[][]][] = [
  ['ij->ji', [3, 5]],
  ['ij->i', [3, 5]],
  ['ijk->', [3, 1, 5]],
  ['ijk->kj', [2, 3, 4]],
  ['i,i->', [5], [5]],
  ['i,j->ij', [3], [5]],
  ['i,j->ji', [3], [5]],
  ['ij,ij->ij', [3, 5], [3, 5]],
  ['ij,jk->ik', [3, 4], [4, 5]],
  ['ij,jk->ki', [3, 4], [4, 5]],
  ['ij,kj->ik', [3, 4], [5, 4]],
  ['ij,jk->i', [3, 4], [4, 5]],
  ['ij,jk->', [3, 4], [4, 5]],
  ['ij,k->j', [3, 4], [5]],
  ['bij,bjk->bik', [2, 3, 4], [2, 4, 5]],
  ['bij,bjk->bki', [2, 3, 4], [2, 4, 5]],
  ['bhqd,bhkd->bhqk', [2, 3, 4, 1], [2, 3, 5, 1]],
  ['bqhd,bkhd->bhqk', [2, 3, 2, 4], [2, 5, 2, 4]],
  ['bhqk,bkhd->bqhd', [2, 2, 3, 5], [2, 5, 2, 4]],
  ['abc,cd->abd', [2, 3, 4], [4, 5]],
  ['abc,c->ab', [2, 3, 4], [4]],
];

function einsum(equation: string, shapes: readonly number[][]): Case {
  return {
    name: equation,
    inputs: shapes.map((shape) => normal(...shape)),
    call: (...inputs) => tf.einsum(equation, ...inputs),
    truth: (...inputs) => einsumTruth(equation, ...inputs),
  };
}

/** The sum over all labels that the output does not name. */
function einsumTruth(equation: string, ...inputs: Float64[]): Float64 {
  const [left, output] = equation.split('->') as [string, string];
  const terms = left.split(',');
  const lengths = new Map(
    terms.flatMap((term, i) => [...term].map((label, axis) => [label, inputs[i]!.shape[axis]!])),
  );
  const summed = [...lengths.keys()].filter((label) => !output.includes(label));
  const shapeOf = (labels: Iterable<string>): number[] => [...labels].map((label) => lengths.get(label)!);
  return build(shapeOf(output), (place) =>
    sumOver(shapeOf(summed), (within) => {
      const where = (label: string): number =>
        output.includes(label) ? place[output.indexOf(label)]! : within[summed.indexOf(label)]!;
      return terms.reduce((value, term, i) => value * broadcastAt(inputs[i]!, [...term].map(where)), 1);
    }),
  );
}

/** Matrix products over broadcast batches. */
function matMulTruth(a: Float64, b: Float64, transposeA: boolean, transposeB: boolean): Float64 {
  const [rows, inner] = transposeA ? [a.shape.at(-1)!, a.shape.at(-2)!] : [a.shape.at(-2)!, a.shape.at(-1)!];
  const columns = b.shape.at(transposeB ? -2 : -1)!;
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return build([...batch, rows, columns], (place) => {
    const [which, i, j] = [place.slice(0, -2), place.at(-2)!, place.at(-1)!];
    return sumOver([inner], ([k]) => {
      const left = broadcastAt(a, [...which, ...(transposeA ? [k!, i] : [i, k!])]);
      return left * broadcastAt(b, [...which, ...(transposeB ? [j, k!] : [k!, j])]);
    });
  });
}
