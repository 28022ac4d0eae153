import { ArgumentError, ShapeError } from '../errors.ts';
import { tf } from '../tfjs.ts';
import { record, share, type Tape, tapeEngine, type TapeNode } from './tape.ts';

/** A number and its gradients, each under the name of its variable; a variable that it does not depend on has none. */
export interface ValueAndGradients {
  readonly value: tf.Scalar;
  readonly gradients: tf.NamedTensorMap;
}

/**
 * What `compute` returns, and its gradients in variables: reverse accumulation over the operations recorded.
 *
 * It is `tf.variableGrads` with less to hold and to do: what an operation saved for its gradient is freed as soon as that is computed, and so
 * are the gradients in between, so the memory a step needs at most is less; and a failure on the way leaves nothing behind.
 *
 * @returns tensors of the caller's scope.
 * @throws {ArgumentError} when `compute` returns no single number, or goes from a variable to it through an operation without a gradient.
 * @see Linnainmaa 1976, "Taylor expansion of the accumulated rounding error", https://doi.org/10.1007/BF01931367
 * @example
 * ```ts
 * import { tf, useDevice, valueAndGradients } from '@thaw/backend';
 *
 * await useDevice();
 * const x = tf.variable(tf.scalar(3), true, 'x');
 * const { value, gradients } = valueAndGradients(() => tf.square(x), [x]);
 * value.print(); // 9
 * gradients.x!.print(); // 6
 * ```
 */
export function valueAndGradients(
  compute: () => tf.Tensor,
  variables: readonly tf.Variable[],
): ValueAndGradients {
  if (tapeEngine().state.gradientDepth > 0) {
    throw new ArgumentError(
      'valueAndGradients cannot stand within another gradient, for it keeps nothing to go through again; use tf.variableGrads there.',
    );
  }
  const tape = { nodes: [] as TapeNode[], savedOf: new Map<number, number>() };
  try {
    return tf.tidy(() => {
      const value = record(() => tf.tidy(compute), tape);
      requireScalar(value);
      return { value, gradients: tf.tidy(() => goBack(tape, value, variables)) };
    });
  } finally {
    for (const { saved } of tape.nodes) tf.dispose(saved); // where a failure ended the way back
  }
}

function requireScalar(value: unknown): asserts value is tf.Scalar {
  if (value instanceof tf.Tensor && value.rank === 0) return;
  const got = value instanceof tf.Tensor ? `a tensor [${value.shape.join(', ')}]` : String(value);
  throw new ArgumentError(`Gradients are those of one number, so compute must return a scalar, got ${got}.`);
}

/** Goes through the tape from its end; each operation's gradient is computed when those of all that came after are known. */
function goBack(
  { nodes, savedOf }: Tape,
  value: tf.Tensor,
  variables: readonly tf.Variable[],
): tf.NamedTensorMap {
  const idOf = ({ id }: tf.Tensor): number => savedOf.get(id) ?? id; // a gradient within compute was made of what was saved
  const reached = reachedFrom(variables, nodes, idOf);
  const gradients = new Map<number, tf.Tensor>([[value.id, tf.scalar(1)]]);
  while (nodes.length > 0) {
    const node = nodes.pop()!;
    try {
      if (node.outputs.some(({ id }) => gradients.has(id) && reached.has(id)))
        passOn(node, gradients, reached, idOf);
    } finally {
      for (const tensor of node.saved ?? []) tensor.dispose();
    }
  }
  const known = variables.filter(({ id }) => gradients.has(id));
  if (known.length > 0) return Object.fromEntries(known.map(({ id, name }) => [name, gradients.get(id)!]));
  throw new ArgumentError(
    'What compute returned depends on none of the variables: use their tensors within it, in operations that have a gradient.',
  );
}

/** The tensors that depend on the variables, by id. */
function reachedFrom(
  variables: readonly tf.Variable[],
  nodes: readonly TapeNode[],
  idOf: (tensor: tf.Tensor) => number,
): Set<number> {
  const reached = new Set(variables.map(({ id }) => id));
  for (const { inputs, outputs } of nodes) {
    for (const name in inputs) {
      if (!reached.has(idOf(inputs[name]!))) continue;
      for (const { id } of outputs) reached.add(id);
      break;
    }
  }
  return reached;
}

/** From the gradients in an operation's outputs, which are done with then, to those in its inputs. */
function passOn(
  node: TapeNode,
  gradients: Map<number, tf.Tensor>,
  reached: ReadonlySet<number>,
  idOf: (tensor: tf.Tensor) => number,
): void {
  const { inputs, outputs, gradient } = node;
  if (!gradient) {
    throw new ArgumentError(
      `The gradient of ${titleOf(node)} is not known, and the loss depends on a parameter through it: compute it outside of the loss, or register a gradient with tf.registerGradient.`,
    );
  }
  const known = outputs.map(({ id }) => gradients.get(id));
  const names = Object.keys(inputs).filter((name) => reached.has(idOf(inputs[name]!)));
  const found = tf.tidy(() => {
    const computed = gradient(known as tf.Tensor[]) as Record<string, (() => tf.Tensor) | undefined>;
    return ownGradients(names.map((name) => gradientOf(node, name, computed[name])));
  });
  for (const [i, dx] of found.entries()) {
    const id = idOf(inputs[names[i]!]!);
    const before = gradients.get(id);
    gradients.set(id, before ? tf.add(before, dx) : dx);
    if (before) tf.dispose([before, dx]);
  }
  for (const { id } of outputs) {
    gradients.get(id)?.dispose();
    gradients.delete(id);
  }
}

function gradientOf(node: TapeNode, name: string, compute?: () => tf.Tensor): tf.Tensor {
  if (!compute) {
    throw new ArgumentError(
      `The gradient of ${titleOf(node)} in its input ${name} is not known, and the loss depends on a parameter through it.`,
    );
  }
  const dx = compute();
  const { shape } = node.inputs[name]!;
  if (dx.dtype === 'float32' && tf.util.arraysEqual(dx.shape, shape)) return dx;
  throw new ShapeError(
    `The gradient of ${titleOf(node)} in its input ${name} must be float32 of its shape [${shape.join(', ')}], got ${dx.dtype} [${dx.shape.join(', ')}].`,
  );
}

/** Gradients that are to be freed one by one: what was there before this scope, or stands twice, is another's, and is shared. */
function ownGradients(computed: readonly tf.Tensor[]): tf.Tensor[] {
  const scope = tapeEngine().state.activeScope.id;
  return computed.map((dx, i) => {
    const own = dx.scopeId >= scope && !dx.kept && computed.indexOf(dx) === i;
    return own ? dx : share(dx);
  });
}

/** TensorFlow.js has no name for what a program defined itself. */
function titleOf({ kernelName }: TapeNode): string {
  return kernelName === 'unnamed scope' ? 'a tf.customGrad' : kernelName;
}
