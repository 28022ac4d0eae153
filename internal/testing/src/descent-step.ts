import * as tf from '@tensorflow/tfjs';

/** `valueAndGradients` of `@thaw/backend`, which this package may not import. */
type Differentiate = (
  compute: () => tf.Tensor,
  variables: readonly tf.Variable[],
) => { readonly value: tf.Tensor; readonly gradients: tf.NamedTensorMap };

/** What has weights, such as a module. */
interface Weighted {
  parameters(): ReadonlyMap<string, { readonly value: tf.Tensor }>;
  buffers(): ReadonlyMap<string, { readonly value: tf.Tensor }>;
}

/**
 * A step of gradient descent on the sum of what `compute` returns, each number of it with a weight of its own. It returns that sum, and
 * all weights as they are then.
 *
 * @param model whose parameters are moved; its buffers are told too.
 */
export function descentStep(
  valueAndGradients: Differentiate,
  model: Weighted,
  compute: (...inputs: tf.Tensor[]) => tf.Tensor,
): (...inputs: tf.Tensor[]) => Record<string, tf.Tensor> {
  return (...inputs) => {
    const variables = [...model.parameters().values()].map(({ value }) => value as tf.Variable);
    const { value, gradients } = valueAndGradients(() => {
      const y = compute(...inputs).flatten();
      return y.mul(tf.sin(tf.range(1, y.size + 1))).sum();
    }, variables);
    for (const variable of variables) {
      const gradient = gradients[variable.name];
      if (gradient) variable.assign(variable.sub(gradient.mul(0.01)));
    }
    const buffers = [...model.buffers().values()].map((buffer) => buffer.value);
    const weights = [...variables, ...buffers].map((weight, i) => [`weight${i}`, weight.clone()] as const);
    return { value, ...Object.fromEntries(weights) };
  };
}
