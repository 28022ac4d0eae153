import * as tf from '@tensorflow/tfjs';

import type { Cnn, Gpt, Lstm, MatMul, Workload } from '../../steps/workload.ts';

/** The variables by the names of Thaw's weights. */
type Weights = (name: string) => tf.Tensor;

/** From the input to the logits, [rows, classes]. */
export type Forward = (weights: Weights, input: tf.Tensor) => tf.Tensor2D;

/** The model of a workload in plain TensorFlow.js operations. */
export function forwardOf(workload: Exclude<Workload, MatMul>): Forward {
  if (workload.kind === 'mlp') return mlp(workload.widths.length - 1);
  if (workload.kind === 'cnn') return cnn(workload);
  return workload.kind === 'lstm' ? lstm(workload) : gpt(workload);
}

/** x·kernel + bias */
function dense(weights: Weights, name: string, x: tf.Tensor): tf.Tensor2D {
  return tf.add(tf.matMul(x, weights(`${name}.kernel`)), weights(`${name}.bias`));
}

function mlp(count: number): Forward {
  return (weights, input) => {
    let x = input;
    for (let i = 0; i < count; i++) {
      const sums = dense(weights, `layers.${i}`, x);
      x = i === count - 1 ? sums : tf.relu(sums);
    }
    return x as tf.Tensor2D;
  };
}

function cnn({ batch }: Cnn): Forward {
  return (weights, input) => {
    let x = input as tf.Tensor4D;
    for (const name of ['layers.0', 'layers.2']) {
      const sums = tf.conv2d(x, weights(`${name}.kernel`) as tf.Tensor4D, 1, 'same');
      x = tf.maxPool(tf.relu(tf.add<tf.Tensor4D>(sums, weights(`${name}.bias`))), 2, 2, 'valid');
    }
    const hidden = tf.relu(dense(weights, 'layers.5', tf.reshape(x, [batch, -1])));
    return dense(weights, 'layers.6', hidden);
  };
}

/** Ids are [time · batch]; the products of all inputs are one before the first step. */
function lstm({ steps, batch, hidden }: Lstm): Forward {
  return (weights, ids) => {
    const cell = (name: string): tf.Tensor => weights(`recurrent.cell.cells.0.${name}`);
    const embedded = tf.gather(weights('embedding.embeddings'), ids as tf.Tensor1D);
    const products = tf.add(tf.matMul(embedded, cell('kernel')), cell('bias'));
    const inputs = tf.unstack(tf.reshape(products, [steps, batch, 4 * hidden]));
    let h: tf.Tensor = tf.zeros([batch, hidden]);
    let c: tf.Tensor = tf.zeros([batch, hidden]);
    const outputs = inputs.map((input) => {
      const sums = tf.add(input, tf.matMul(h, cell('recurrentKernel')));
      const [i, f, g, o] = tf.split(sums, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      h = tf.mul(tf.sigmoid(o), tf.tanh(c));
      return h;
    });
    return dense(weights, 'head', tf.concat(outputs, 0));
  };
}

/** Query, key and value by one product: `qkv` is the three of Thaw's model side by side (see `weights.ts`). */
function gpt({ batch, context, width, heads, layers }: Gpt): Forward {
  const size = width / heads;
  const mask = tf.keep(
    tf.tidy(() => tf.mul(tf.sub(1, tf.linalg.bandPart(tf.ones([context, context]), -1, 0)), -1e9)),
  );
  const block = (weights: Weights, i: number, input: tf.Tensor): tf.Tensor => {
    const name = `blocks.${i}`;
    const attended = normalize(weights, `${name}.attentionNorm`, input);
    const qkv = dense(weights, `${name}.attention.qkv`, attended)
      .reshape([batch, context, 3, heads, size])
      .transpose([2, 0, 3, 1, 4])
      .reshape([3, batch * heads, context, size]);
    const [q, k, v] = tf.unstack(qkv) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
    const scores = tf.add(tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(size)), mask);
    const seen = tf.matMul(tf.softmax(scores) as tf.Tensor3D, v);
    const joined = seen
      .reshape([batch, heads, context, size])
      .transpose([0, 2, 1, 3])
      .reshape([batch * context, width]);
    const x = tf.add(input, dense(weights, `${name}.attention.output`, joined));
    const inner = normalize(weights, `${name}.feedForwardNorm`, x);
    const hidden = gelu(dense(weights, `${name}.feedForward.hidden`, inner));
    return tf.add(x, dense(weights, `${name}.feedForward.output`, hidden));
  };
  return (weights, ids) => {
    const embeddings = weights('tokens.embeddings');
    const embedded = tf.gather(embeddings, ids as tf.Tensor1D).reshape([batch, context, width]);
    let x: tf.Tensor = tf.add(embedded, weights('positions.embeddings')).reshape([batch * context, width]);
    for (let i = 0; i < layers; i++) x = block(weights, i, x);
    return tf.matMul(normalize(weights, 'norm', x), embeddings as tf.Tensor2D, false, true);
  };
}

function normalize(weights: Weights, name: string, x: tf.Tensor): tf.Tensor {
  const centred = tf.sub(x, tf.mean(x, -1, true));
  const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5));
  return tf.add(tf.mul(tf.mul(centred, scale), weights(`${name}.gamma`)), weights(`${name}.beta`));
}

/** With tanh, as GPT-2's. */
function gelu(x: tf.Tensor): tf.Tensor {
  const cubic = tf.mul(x, tf.add(tf.mul(tf.square(x), 0.044715), 1));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(tf.mul(cubic, Math.sqrt(2 / Math.PI))), 1));
}
