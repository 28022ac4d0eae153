import { Random, sgdUpdate, tf } from '../index.ts';
import type { Step } from '../compile/trace/trace-step.ts';

/** A drawn step, with what it is given and the variables that it reads and changes. */
export interface DrawnStep {
  readonly step: Step;
  readonly inputs: readonly tf.Tensor[];
  readonly variables: readonly tf.Variable[];
}

const SHAPE = [3, 4];

/**
 * A step of some twenty operations that are drawn by a seed: of pairs and of single numbers, reductions, products, layouts, choices, updates in
 * the middle, literals of all kinds and values that nothing reads. All tensors between operations are matrices of one shape, so that
 * any may follow any.
 *
 * For the passes, to the bit: nearly every operation gives them something to find. Odd shapes and views of views are `randomTurns`'.
 */
export function randomUpdates(seed: number): DrawnStep {
  const random = new Random(seed);
  const numbers = (): tf.Tensor => tf.tensor(random.normal(12), SHAPE);
  const inputs = [numbers(), numbers()];
  const variables = [1, 2].map(() => tf.tidy(() => tf.variable(numbers())));
  const choices = [...random.integers(90, 1 << 20)];
  const step: Step = (...given) => {
    const left = [...choices];
    const next = (bound: number): number => (left.pop() ?? 0) % bound;
    const known: tf.Tensor[] = [...given];
    const any = (): tf.Tensor => {
      const place = next(known.length + 3);
      return place < known.length ? known[place]! : (variables[place - known.length] ?? literal(next));
    };
    const count = 12 + next(12);
    for (let i = 0; i < count; i++) {
      if (next(8) > 0) known.push(makers[next(makers.length)]!(any, next));
      else update(variables[next(2)]!, any(), next);
    }
    return { last: known.at(-1)!, other: known[next(known.length)]!, sum: tf.addN(known.slice(-2)) };
  };
  return { step, inputs, variables };
}

type Next = (bound: number) => number;

function literal(next: Next): tf.Tensor {
  return tf.fill(SHAPE, [0, 1, -1, -0, 2, 0.5, 3][next(7)]!);
}

function update(variable: tf.Variable, value: tf.Tensor, next: Next): void {
  const small = tf.mul(tf.tanh(value), 0.5);
  const settings = { rate: 0.25, momentum: 0, nesterov: false, decay: 0 };
  if (next(2) === 0) variable.assign(small as never);
  else sgdUpdate([{ variable, gradient: small }], settings);
}

const turned = (x: tf.Tensor): tf.Tensor => tf.transpose(x);

/** Each makes a matrix of the same shape. */
const makers: readonly ((any: () => tf.Tensor, next: Next) => tf.Tensor)[] = [
  (any) => tf.add(any(), any()),
  (any) => tf.sub(any(), any()),
  (any) => tf.mul(any(), any()),
  (any) => tf.div(any(), tf.add(tf.square(any()), 1)),
  (any) => tf.maximum(any(), any()),
  (any) => tf.neg(any()),
  (any) => tf.neg(tf.neg(any())),
  (any) => tf.clone(any()),
  (any) => tf.tanh(any()),
  (any) => tf.relu(any()),
  (any) => tf.sigmoid(any()),
  (any) => tf.mul(any(), 1),
  (any) => tf.div(any(), 4),
  (any, next) => tf.add(any(), [0, -0, 1][next(3)]!),
  (any) => tf.where(tf.greater(any(), any()), any(), any()),
  (any) => turned(turned(any())),
  (any) => tf.reshape(tf.reshape(any(), [2, 6]), SHAPE),
  (any) => tf.reshape(turned(any()), SHAPE),
  (any) => tf.sub(any(), tf.mean(any(), 1, true)),
  (any) => tf.mul(any(), tf.sum(any(), [0], true)),
  (any) => tf.sub(any(), tf.max(any())),
  (any) => tf.softmax(any()),
  (any) => tf.matMul(tf.matMul(any(), any(), false, true), any()),
  (any) => tf.matMul(any(), tf.matMul(turned(any()), any())),
  (any) => tf.add(any(), tf.matMul(any(), tf.matMul(any(), any(), true, false))),
  (any) => tf.relu(tf.add(tf.matMul(any(), turned(tf.ones([4, 4]))), tf.slice(any(), [1, 0], [1, 4]))),
  (any) => tf.concat([tf.slice(any(), [0, 0], [1, 4]), tf.slice(any(), [1, 0], [2, 4])]),
  (any) => tf.stack(tf.unstack(any())),
  (any) => tf.concat(tf.split(any(), 2, 1).toReversed(), 1),
  (any) => tf.slice(tf.pad(any(), [[1, 1], [0, 0]]), [1, 0], SHAPE), // prettier-ignore
  (any, next) => tf.gather(any(), tf.tensor1d([next(3), next(3), next(3)], 'int32')),
  (any) => tf.cast(tf.lessEqual(any(), any()), 'float32'),
  (any) => tf.addN([any(), any(), any()]),
];
