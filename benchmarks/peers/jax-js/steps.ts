import { defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from '@jax-js/jax';

import { joinProjections } from '../join-projections.ts';
import { type AdamSettings, type HostBatch, timeFirst, type WorkloadFiles } from '../workload-files.ts';
import { forwardOf } from './models.ts';
import type { JaxSetting } from './setting.ts';

/** Weights and what Adam keeps of each, in one order. */
type State = { readonly weights: np.Array[]; readonly mean: np.Array[]; readonly meanSquare: np.Array[] };

/** A training step under jax-js's `jit`: forward, `valueAndGrad` and Adam in one program. */
export async function jaxSteps(files: WorkloadFiles, setting: JaxSetting): Promise<() => Promise<number>> {
  await init('wasm');
  defaultDevice('wasm');
  const { workload, adam, inputShape } = files;
  const stored = joinProjections(files.weights);
  const names = [...stored.keys()];
  const initial = [...stored.values()].map(({ shape, data }) => np.array(data).reshape([...shape]));
  if (workload.kind === 'matmul') {
    const multiply = jit((a: np.Array, b: np.Array) => np.matmul(a, b));
    return async () => {
      const product = multiply(initial[0]!.ref, initial[1]!.ref);
      return ((await product.data()) as Float32Array)[0]!;
    };
  }
  const forward = forwardOf(workload, setting);
  const lossOf = (weights: np.Array[], input: np.Array, target: np.Array): np.Array => {
    const places = new Map(names.map((name, i) => [name, weights[i]!]));
    const logits = forward((name) => places.get(name)!.ref, input);
    for (const weight of weights) weight.dispose();
    const [rows, classes] = logits.shape as [number, number];
    return nn
      .logSoftmax(logits, -1)
      .mul(nn.oneHot(target, classes))
      .sum()
      .mul(-1 / rows);
  };
  const step = jit((state: State, rate: np.Array, input: np.Array, target: np.Array) => {
    const own = state.weights.map((weight) => weight.ref);
    const [loss, gradients] = valueAndGrad(lossOf)(own, input, target);
    return { loss, state: adamUpdate(adam, state, gradients as np.Array[], rate) };
  });

  let state: State = {
    weights: initial,
    mean: initial.map((weight) => np.zeros(weight.shape)),
    meanSquare: initial.map((weight) => np.zeros(weight.shape)),
  };
  const batches = files.batches.map((batch) => arrange(files, batch));
  const shape = workload.kind === 'lstm' || workload.kind === 'gpt' ? undefined : [...inputShape];
  let taken = 0;
  return async () => {
    const { input, target } = batches[taken++ % batches.length]!;
    const rate = (adam.learningRate * Math.sqrt(1 - adam.beta2 ** taken)) / (1 - adam.beta1 ** taken);
    const given = shape ? np.array(input).reshape(shape) : np.array(input);
    const { loss, state: next } = step(state, np.array([rate]), given, np.array(target));
    state = next;
    return ((await loss.data()) as Float32Array)[0]!;
  };
}

/** Adam as Thaw and Keras have it. (jax-js's own optimizers, `@jax-js/optax`, put ε inside the correction of v.) */
function adamUpdate(
  { beta1, beta2, epsilon }: AdamSettings,
  { weights, mean, meanSquare }: State,
  gradients: np.Array[],
  rate: np.Array,
): State {
  const m = mean.map((old, i) => old.mul(beta1).add(gradients[i]!.ref.mul(1 - beta1)));
  const v = meanSquare.map((old, i) => old.mul(beta2).add(np.square(gradients[i]!).mul(1 - beta2)));
  const moved = weights.map((weight, i) => {
    const change = m[i]!.ref.mul(rate.ref).div(np.sqrt(v[i]!.ref).add(epsilon));
    return weight.sub(change);
  });
  rate.dispose();
  return { weights: moved, mean: m, meanSquare: v };
}

/** The LSTM takes its ids with the time first. */
function arrange({ workload }: WorkloadFiles, { input, target }: HostBatch): HostBatch {
  if (workload.kind !== 'lstm') return { input, target };
  return {
    input: timeFirst(input as Int32Array, workload.batch),
    target: timeFirst(target, workload.batch),
  };
}
