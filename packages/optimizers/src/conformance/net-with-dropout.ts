import { dropout, Random, type tf } from '@thaw/backend';
import { type Batch, type Context, glorotUniform, Module, Parameter, tanh, zeros } from '@thaw/core';

/** Two inputs, six hidden units of which some are dropped, three classes. */
export class NetWithDropout extends Module {
  readonly hidden: Parameter = new Parameter([2, 6], glorotUniform([2, 6]));
  readonly layers: readonly [{ readonly kernel: Parameter; readonly bias: Parameter }] = [
    { kernel: new Parameter([6, 3], glorotUniform([6, 3])), bias: new Parameter([3], zeros([3])) },
  ];

  forward(input: tf.Tensor, { training = false, random }: Context = {}): tf.Tensor {
    const hidden = tanh(input.matMul(this.hidden.value));
    const [{ kernel, bias }] = this.layers;
    return (training ? dropout(hidden, 0.2, random!) : hidden).matMul(kernel.value).add(bias.value);
  }
}

/** Three batches, of two sizes. */
export const batchesOfTwoSizes: Batch[] = [6, 6, 4].map((rows, i) => ({
  input: { data: new Random(i).normal(2 * rows), shape: [rows, 2] },
  target: { data: new Random(9 + i).integers(rows, 3), shape: [rows] },
}));
