import * as tf from '@tensorflow/tfjs';

import { joinProjections } from '../join-projections.ts';
import { type AdamSettings, timeFirst, type WorkloadFiles } from '../workload-files.ts';
import { forwardOf } from './models.ts';

/** A training step in plain TensorFlow.js: forward, `variableGrads`, Adam. */
export function tfjsSteps(files: WorkloadFiles): () => number {
  const { workload, batches, inputShape } = files;
  if (workload.kind === 'matmul') {
    const shape: [number, number] = [workload.size, workload.size];
    const a = tf.tensor2d(files.weights.get('a')!.data, shape);
    const b = tf.tensor2d(files.weights.get('b')!.data, shape);
    return () => tf.tidy(() => tf.matMul(a, b).dataSync()[0]!);
  }
  const variables = new Map<string, tf.Variable>();
  for (const [name, { shape, data }] of joinProjections(files.weights)) {
    variables.set(name, tf.variable(tf.tensor(data, [...shape]), true, name));
  }
  const weights = (name: string): tf.Tensor => variables.get(name)!;
  const forward = forwardOf(workload);
  const update = adam(files.adam, variables);
  const ids = workload.kind === 'lstm' || workload.kind === 'gpt';
  const classes =
    workload.kind === 'mlp'
      ? workload.widths.at(-1)!
      : 'classes' in workload
        ? workload.classes
        : workload.vocabulary;
  const given = batches.map(({ input, target }) => {
    if (workload.kind !== 'lstm') return { input, target };
    return {
      input: timeFirst(input as Int32Array, workload.batch),
      target: timeFirst(target, workload.batch),
    };
  });
  let taken = 0;
  return () => {
    const batch = given[taken++ % given.length]!;
    return tf.tidy(() => {
      const input = ids ? tf.tensor1d(batch.input, 'int32') : tf.tensor(batch.input, [...inputShape]);
      // As int32 and then cast: asked for float32, its OneHot on wasm writes integers all the same.
      const oneHot = tf.oneHot(tf.tensor1d(batch.target, 'int32'), classes).toFloat();
      const lossOf = (): tf.Scalar => tf.losses.softmaxCrossEntropy(oneHot, forward(weights, input));
      const { value, grads } = tf.variableGrads(lossOf, [...variables.values()]);
      update(grads, taken);
      return value.dataSync()[0]!;
    });
  };
}

/** Adam as Thaw and Keras have it: fewer operations than `tf.train.adam`, and ε where the others have it. */
function adam(
  { learningRate, beta1, beta2, epsilon }: AdamSettings,
  variables: ReadonlyMap<string, tf.Variable>,
): (gradients: tf.NamedTensorMap, step: number) => void {
  const zeros = (variable: tf.Variable): tf.Variable => tf.variable(tf.zerosLike(variable), false);
  const slots = new Map(
    [...variables].map(([name, variable]) => [name, { m: zeros(variable), v: zeros(variable) }]),
  );
  return (gradients, step) => {
    const rate = (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
    for (const [name, variable] of variables) {
      const gradient = gradients[name]!;
      const { m, v } = slots.get(name)!;
      m.assign(tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1)));
      v.assign(tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
      variable.assign(tf.sub(variable, tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), epsilon))));
    }
  };
}
