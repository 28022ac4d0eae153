import { lax, nn, numpy as np } from '@jax-js/jax';

import type { Cnn, Gpt, Lstm, MatMul, Mlp, Workload } from '../../steps/workload.ts';
import type { JaxSetting } from './setting.ts';

/** The weights by the names of Thaw's; each call hands out a reference of its own, which its user takes. */
type Weights = (name: string) => np.Array;

/** From the input, which it takes, to the logits, [rows, classes]. */
export type Forward = (weights: Weights, input: np.Array) => np.Array;

/** The model of a workload in operations of jax-js, to be traced by its `jit`. */
export function forwardOf(workload: Exclude<Workload, MatMul>, setting: JaxSetting): Forward {
  if (workload.kind === 'mlp') return mlp(workload);
  if (workload.kind === 'cnn') return cnn(workload, setting);
  return workload.kind === 'lstm' ? lstm(workload) : gpt(workload);
}

/** x·kernel + bias */
function dense(weights: Weights, name: string, x: np.Array): np.Array {
  return np.matmul(x, weights(`${name}.kernel`)).add(weights(`${name}.bias`));
}

function mlp({ widths }: Mlp): Forward {
  return (weights, input) => {
    const last = widths.length - 2;
    let x = input;
    for (let i = 0; i <= last; i++) {
      const sums = dense(weights, `layers.${i}`, x);
      x = i === last ? sums : nn.relu(sums);
    }
    return x;
  };
}

function cnn({ size, batch, filters }: Cnn, { convolution }: JaxSetting): Forward {
  const convolve = convolution === 'lax' ? byLax : byPatches;
  return (weights, input) => {
    let x = input; // [batch, height, width, channels]
    let side = size;
    for (const [i, name] of ['layers.0', 'layers.2'].entries()) {
      const sums = convolve(x, weights(`${name}.kernel`)).add(weights(`${name}.bias`));
      side /= 2;
      x = np.max(nn.relu(sums).reshape([batch, side, 2, side, 2, filters[i]!]), [2, 4]);
    }
    const hidden = nn.relu(dense(weights, 'layers.5', x.reshape([batch, side * side * filters[1]])));
    return dense(weights, 'layers.6', hidden);
  };
}

/** jax-js's own, which wants the channels first. */
function byLax(x: np.Array, kernel: np.Array): np.Array {
  const channelsFirst = np.transpose(x, [0, 3, 1, 2]);
  const sums = lax.conv(channelsFirst, np.transpose(kernel, [3, 2, 0, 1]), [1, 1], 'SAME');
  return np.transpose(sums, [0, 2, 3, 1]);
}

function byPatches(x: np.Array, kernel: np.Array): np.Array {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const filters = kernel.shape[3]!;
  const padded = np.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]); // prettier-ignore
  const neighbours: np.Array[] = [];
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) neighbours.push(padded.ref.slice([], [i, i + height], [j, j + width]));
  }
  padded.dispose();
  const patches = np.concatenate(neighbours, 3).reshape([batch * height * width, 9 * channels]);
  const sums = np.matmul(patches, kernel.reshape([9 * channels, filters]));
  return sums.reshape([batch, height, width, filters]);
}

/** By a product with ones and zeros: under its `jit`, jax-js 0.1.25 has no gradient of rows taken by index. */
function embed(embeddings: np.Array, ids: np.Array): np.Array {
  return np.matmul(nn.oneHot(ids, embeddings.shape[0]!), embeddings);
}

/** Ids are [time · batch]; the products of all inputs are one before the first step. */
function lstm({ steps, batch, hidden }: Lstm): Forward {
  return (weights, ids) => {
    const cell = (name: string): np.Array => weights(`recurrent.cell.cells.0.${name}`);
    const embedded = embed(weights('embedding.embeddings'), ids);
    const products = np.matmul(embedded, cell('kernel')).add(cell('bias'));
    const inputs = np.split(products, steps, 0);
    let h = np.zeros([batch, hidden]);
    let c = np.zeros([batch, hidden]);
    const outputs: np.Array[] = [];
    for (let t = 0; t < steps; t++) {
      const sums = inputs[t]!.add(np.matmul(h, cell('recurrentKernel')));
      const [i, f, g, o] = np.split(sums, 4, 1) as [np.Array, np.Array, np.Array, np.Array];
      c = nn
        .sigmoid(f)
        .mul(c)
        .add(nn.sigmoid(i).mul(np.tanh(g)));
      h = nn.sigmoid(o).mul(np.tanh(c.ref));
      outputs.push(h.ref);
    }
    for (const used of [h, c]) used.dispose();
    return dense(weights, 'head', np.concatenate(outputs, 0));
  };
}

/**
 * Query, key and value by one product: `qkv` is the three of Thaw's model side by side. Attention is written out, since
 * jax-js's `dotProductAttention` wants iterator helpers, which Node 20 has not.
 */
function gpt({ batch, context, width, heads, layers }: Gpt): Forward {
  const size = width / heads;
  const visible = (): np.Array => np.tril(np.ones([context, context])).notEqual(0);
  const block = (weights: Weights, i: number, input: np.Array): np.Array => {
    const name = `blocks.${i}`;
    const attended = normalize(weights, `${name}.attentionNorm`, input.ref);
    const qkv = np.split(dense(weights, `${name}.attention.qkv`, attended), 3, 1);
    const [q, k, v] = qkv.map((part) => {
      return np.transpose(part.reshape([batch, context, heads, size]), [0, 2, 1, 3]);
    }) as [np.Array, np.Array, np.Array];
    const scores = np.matmul(q, np.transpose(k, [0, 1, 3, 2])).mul(1 / Math.sqrt(size));
    const seen = np.matmul(nn.softmax(np.where(visible(), scores, -1e9), -1), v);
    const joined = np.transpose(seen, [0, 2, 1, 3]).reshape([batch * context, width]);
    const x = input.add(dense(weights, `${name}.attention.output`, joined));
    const inner = normalize(weights, `${name}.feedForwardNorm`, x.ref);
    const hidden = nn.gelu(dense(weights, `${name}.feedForward.hidden`, inner));
    return x.add(dense(weights, `${name}.feedForward.output`, hidden));
  };
  return (weights, ids) => {
    const embeddings = weights('tokens.embeddings');
    const embedded = embed(embeddings.ref, ids).reshape([batch, context, width]);
    let x = embedded.add(weights('positions.embeddings')).reshape([batch * context, width]);
    for (let i = 0; i < layers; i++) x = block(weights, i, x);
    return np.matmul(normalize(weights, 'norm', x), np.transpose(embeddings));
  };
}

function normalize(weights: Weights, name: string, x: np.Array): np.Array {
  const normalized = nn.standardize(x, -1, { epsilon: 1e-5 });
  return normalized.mul(weights(`${name}.gamma`)).add(weights(`${name}.beta`));
}
