import { tf } from '../tfjs.ts';

/**
 * Einstein's sum over labelled axes, with one or two inputs, as one matrix product. TensorFlow.js's wasm backend has none;
 * its others multiply all pairs of numbers in memory before they add, and get the shape wrong where two labels vanish from
 * a product one after the other ("ij,jk->").
 *
 * @throws {Error} of TensorFlow.js, when the equation is none or does not fit the inputs.
 */
export function einsum(equation: string, inputs: readonly tf.Tensor[]): tf.Tensor {
  const { idDims, allDims } = tf.backend_util.decodeEinsumEquation(equation, inputs.length);
  tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, [...inputs]);
  const [left, output] = equation.replace(/\s/g, '').split('->') as [string, string];
  const [first, second] = left.split(',') as [string, string?];
  return tf.tidy(() => {
    if (second === undefined) return rearrange({ labels: first, x: inputs[0]! }, output);
    return contract({ labels: first, x: inputs[0]! }, { labels: second, x: inputs[1]! }, output);
  });
}

/** A tensor and one letter for each of its axes. */
export interface Labelled {
  readonly labels: string;
  readonly x: tf.Tensor;
}

/** Σ a · b over all labels that the output does not name. */
export function contract(a: Labelled, b: Labelled, output: string): tf.Tensor {
  a = sumOut(a, output + b.labels);
  b = sumOut(b, output + a.labels);
  const only = (labels: string, keep: (label: string) => boolean): string =>
    [...labels].filter(keep).join('');
  const batch = only(output, (label) => a.labels.includes(label) && b.labels.includes(label));
  const inner = only(a.labels, (label) => b.labels.includes(label) && !output.includes(label));
  const rows = only(output, (label) => a.labels.includes(label) && !b.labels.includes(label));
  const columns = only(output, (label) => b.labels.includes(label) && !a.labels.includes(label));
  const lengths = new Map([...lengthsOf(a), ...lengthsOf(b)]);
  const shape = (labels: string): number[] => [...labels].map((label) => lengths.get(label)!);
  const flat = (labels: string): number => tf.util.sizeFromShape(shape(labels));
  // A factor whose axes already lie the other way round is multiplied as it is.
  const turnedA = inner !== '' && a.labels === batch + inner + rows;
  const turnedB = inner !== '' && b.labels === batch + columns + inner;
  const left = turnedA ? a.x : rearrange(a, batch + rows + inner);
  const right = turnedB ? b.x : rearrange(b, batch + inner + columns);
  const [n, m, k, c] = [flat(batch), flat(rows), flat(inner), flat(columns)];
  const x = tf.reshape(left, turnedA ? [n, k, m] : [n, m, k]);
  const y = tf.reshape(right, turnedB ? [n, c, k] : [n, k, c]);
  const product = inner === '' ? tf.mul(x, y) : tf.matMul(x, y, turnedA, turnedB);
  const labels = batch + rows + columns;
  return rearrange({ labels, x: tf.reshape(product, shape(labels)) }, output);
}

function lengthsOf({ labels, x }: Labelled): [string, number][] {
  return [...labels].map((label, axis) => [label, x.shape[axis]!]);
}

/** Puts the axes into the order of some of the labels, and sums over the others. */
export function rearrange(a: Labelled, output: string): tf.Tensor {
  const { labels, x } = sumOut(a, output);
  if (labels === output) return x;
  return tf.transpose(
    x,
    [...output].map((label) => labels.indexOf(label)),
  );
}

/** Sums over the labels that are not wanted. */
function sumOut({ labels, x }: Labelled, wanted: string): Labelled {
  const gone = [...labels].flatMap((label, axis) => (wanted.includes(label) ? [] : [axis]));
  if (gone.length === 0) return { labels, x };
  return { labels: [...labels].filter((label) => wanted.includes(label)).join(''), x: tf.sum(x, gone) };
}
