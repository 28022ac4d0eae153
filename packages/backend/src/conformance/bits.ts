import { Random } from '../random/random.ts';
import { runOperation } from '../ops/operation.ts';
import { tf } from '../tfjs.ts';
import { fusedCases } from './fused-operations.ts';
import { gradientsOf, moves, onDevice } from './judge.ts';
import { normal, type Case, type Operation } from './operation.ts';
import { operationsByKind } from './operations.ts';

/**
 * What every operation gives on the device in use, forward and backward, each told in eight digits that differ where one bit does: for
 * comparing engines and numbers of threads.
 */
export async function bitsOfOperations(): Promise<Record<string, string>> {
  const runs: [string, () => tf.Tensor[]][] = [
    ...Object.values(operationsByKind())
      .flat()
      .map((operation): [string, () => tf.Tensor[]] => [operation.name, () => runCases(operation)]),
    ...large.map((one): [string, () => tf.Tensor[]] => [one.name, () => runCase(one, true)]),
    ...fusedCases.map(({ name, operation, inputs, attributes }, i): [string, () => tf.Tensor[]] => [
      `${i} ${name}`,
      () => runOperation(operation, inputs(), attributes),
    ]),
  ];
  const bits: Record<string, string> = {};
  for (const [name, run] of runs) {
    const tensors = tf.tidy(run);
    bits[name] = digest(await Promise.all(tensors.map((tensor) => tensor.data())));
    tf.dispose(tensors);
  }
  return bits;
}

function runCases({ cases, flat }: Operation): tf.Tensor[] {
  return cases.flatMap((one) => runCase(one, flat === undefined && one.inputs.some(moves)));
}

function runCase(one: Pick<Case, 'inputs' | 'call'>, moving: boolean): tf.Tensor[] {
  return [one.call(...one.inputs.map(onDevice)), ...(moving ? gradientsOf(one) : [])];
}

/** Sizes at which several threads find work. */
const large: Pick<Case, 'name' | 'inputs' | 'call'>[] = [
  {
    name: 'a product of [131, 300] and [300, 77]',
    inputs: [normal(131, 300), normal(300, 77)],
    call: (a, b) => tf.matMul(a!, b!),
  },
  {
    name: 'a convolution of [8, 28, 28, 3] with [3, 3, 3, 16], then pooling',
    inputs: [normal(8, 28, 28, 3), normal(3, 3, 3, 16)],
    call: (x, w) => tf.maxPool(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'), 2, 2, 'same'),
  },
  {
    name: 'the softmax of [3001, 17]',
    inputs: [normal(3001, 17)],
    call: (x) => tf.softmax(x!),
  },
  {
    name: 'sums, means and extremes of [67, 33, 51]',
    inputs: [normal(67, 33, 51)],
    call: (x) => tf.addN([tf.sum(x!, 1), tf.mean(x!, 1), tf.max(x!, 1), tf.min(x!, 1)]),
  },
  {
    name: 'arithmetic of [300, 257] with a row, transposed',
    inputs: [normal(300, 257), normal(257)],
    call: (x, row) => tf.transpose(tf.tanh(tf.mul(tf.add(x!, row!), x!))),
  },
  {
    name: 'the sums of 5000 rows by 300 segments, gathered',
    inputs: [normal(5000, 19)],
    call: (x) => {
      const segments = tf.tensor1d(new Random(5).integers(5000, 300), 'int32');
      return tf.gather(tf.unsortedSegmentSum(x!, segments, 300), segments);
    },
  },
];

/** FNV-1a of the bytes, in 32 bits. */
function digest(arrays: readonly tf.TypedArray[]): string {
  let hash = 0x811c9dc5;
  for (const array of arrays) {
    for (const byte of new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) {
      hash = Math.imul(hash ^ byte, 0x01000193);
    }
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
