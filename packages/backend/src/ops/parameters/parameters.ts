import { liveTensor } from '../../compile/live.ts';
import { tf } from '../../tfjs.ts';
import { checkShape } from '../check-shape.ts';
import { type Operation, runOperation } from '../operation.ts';

/** The tensors of one parameter by the letters of the formula: w the parameter itself, g its gradient, others what is kept of it. */
export type Parameter = Readonly<Record<string, tf.Tensor>>;

/**
 * How far an update goes. What changes from step to step is a function, which is asked in each, also of a compiled step: a number would
 * stay there what it was when the step was compiled.
 */
export interface Pace {
  /** What the step is multiplied by: the learning rate. */
  readonly rate: number | (() => number);
  /** The part of each weight that is taken away besides. */
  readonly decay: number | (() => number);
}

/**
 * Runs an update of all parameters at once. The operation's inputs are their tensors by letter and number, w0, g0, w1, g1 …, and
 * `pace`, float32 [2]: rate and decay, so that a compiled step takes those of each run. Its attributes are the other settings.
 *
 * @param owner the public function: the beginning of messages.
 * @param changed the letters of what is changed. The operation returns these, parameter by parameter, and they are assigned; or it returns
 * nothing, since it changed them where they lie.
 * @throws {ShapeError} when the tensors of a parameter are not all of its shape.
 */
export function updateParameters(
  owner: string,
  operation: Operation,
  parameters: readonly Parameter[],
  changed: string,
  { rate, decay, ...settings }: Pace,
): void {
  if (parameters.length === 0) return;
  for (const parameter of parameters) checkShapes(owner, parameter);
  tf.tidy(() => {
    const pace = liveTensor(() => Float32Array.of(valueOf(rate), valueOf(decay)), [2]);
    const inputs: Record<string, tf.Tensor> = { pace };
    for (const [i, parameter] of parameters.entries()) {
      for (const letter in parameter) inputs[`${letter}${i}`] = parameter[letter]!;
    }
    const outputs = runOperation(operation, inputs, settings);
    if (outputs.length === 0) return;
    for (const [i, parameter] of parameters.entries()) {
      [...changed].forEach((letter, j) => {
        (parameter[letter] as tf.Variable).assign(outputs[changed.length * i + j]!);
      });
    }
  });
}

function valueOf(number: number | (() => number)): number {
  return typeof number === 'number' ? number : number();
}

/** What the letters are called where they are given. */
const names: Readonly<Record<string, string>> = {
  g: 'gradient',
  m: 'mean',
  a: 'mean',
  v: 'meanSquare',
  u: 'velocity',
};

function checkShapes(owner: string, parameter: Parameter): void {
  const { name, shape } = parameter['w'] as tf.Variable;
  for (const letter in parameter) {
    if (letter === 'w') continue;
    checkShape(`${owner} of "${name}"`, { [names[letter]!]: parameter[letter] }, shape);
  }
}

/** From the inputs of the operation back to the parameters: for each the tensors of these letters, undefined where there are none. */
export function parametersOf(
  inputs: Readonly<Record<string, tf.Tensor>>,
  letters: string,
): (tf.Tensor | undefined)[][] {
  const parameters: (tf.Tensor | undefined)[][] = [];
  for (let i = 0; inputs[`${letters[0]!}${i}`]; i++) {
    parameters.push([...letters].map((letter) => inputs[`${letter}${i}`]));
  }
  return parameters;
}

/** w − decay·w. */
export function decayed(w: tf.Tensor, decay: tf.Tensor): tf.Tensor {
  return tf.sub(w, tf.mul(w, decay));
}
