import { watchGpuErrors } from '@thaw/testing';
import { expect, test, vi } from 'vitest';

import {
  activate,
  type AdamState,
  adamUpdate,
  layerNorm,
  multiHeadAttention,
  Random,
  softmaxCrossEntropy,
  tf,
  useDevice,
} from '../index.ts';

const [BATCH, TIME, WIDTH, HEADS, VOCABULARY, LAYERS] = [2, 32, 32, 2, 65, 2] as const;
const ROWS = BATCH * TIME;

/** A small GPT of plain weights: queries, keys and values in one matrix, no biases, an output of its own. */
class SmallGPT {
  readonly weights: tf.Variable[] = [];
  readonly #random = new Random(7);
  readonly #embeddings = this.#draw(VOCABULARY, WIDTH);
  readonly #positions = this.#draw(TIME, WIDTH);
  readonly #blocks = Array.from({ length: LAYERS }, () => ({
    gamma1: this.#fill(1),
    beta1: this.#fill(0),
    qkv: this.#draw(WIDTH, 3 * WIDTH),
    out: this.#draw(WIDTH, WIDTH),
    gamma2: this.#fill(1),
    beta2: this.#fill(0),
    wide: this.#draw(WIDTH, 4 * WIDTH),
    narrow: this.#draw(4 * WIDTH, WIDTH),
  }));
  readonly #gamma = this.#fill(1);
  readonly #beta = this.#fill(0);
  readonly #head = this.#draw(WIDTH, VOCABULARY);

  loss(ids: tf.Tensor, labels: tf.Tensor): tf.Scalar {
    const rows = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [ROWS, -1]);
    const embedded = tf.gather(this.#embeddings as tf.Tensor, ids as tf.Tensor1D);
    let states: tf.Tensor = tf.add(tf.reshape(embedded, [BATCH, TIME, WIDTH]), this.#positions);
    for (const block of this.#blocks) {
      const seen = layerNorm(states, { gamma: block.gamma1, beta: block.beta1 }, 1e-5);
      const products = tf.reshape(tf.matMul(rows(seen), block.qkv as tf.Tensor), [BATCH, TIME, 3 * WIDTH]);
      const [q, k, v] = tf.split(products, 3, -1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      const options = { numHeads: HEADS, scale: 1 / Math.sqrt(WIDTH / HEADS), causal: true };
      const attended = tf.matMul(rows(multiHeadAttention(q, k, v, options)), block.out as tf.Tensor);
      states = tf.add(states, tf.reshape(attended, states.shape));
      const normal = layerNorm(states, { gamma: block.gamma2, beta: block.beta2 }, 1e-5);
      const wide = activate(tf.matMul(rows(normal), block.wide as tf.Tensor), 'relu');
      states = tf.add(states, tf.reshape(tf.matMul(wide, block.narrow as tf.Tensor), states.shape));
    }
    const last = layerNorm(states, { gamma: this.#gamma, beta: this.#beta }, 1e-5);
    return tf.mean(softmaxCrossEntropy(tf.matMul(rows(last), this.#head as tf.Tensor), labels));
  }

  #draw(...shape: number[]): tf.Variable {
    const size = shape.reduce((product, length) => product * length, 1);
    return this.#keep(tf.tensor(this.#random.normal(size, 0, 0.05), shape));
  }

  #fill(value: number): tf.Variable {
    return this.#keep(tf.fill([WIDTH], value));
  }

  #keep(tensor: tf.Tensor): tf.Variable {
    const variable = tf.variable(tensor);
    this.weights.push(variable);
    return variable;
  }
}

test('a training step of a GPT of two layers takes at most 100 dispatches, and learns', async () => {
  await useDevice('webgpu');
  const errors = watchGpuErrors();
  const model = new SmallGPT();
  const slots = model.weights.map((weight) => [
    tf.variable(tf.zerosLike(weight)),
    tf.variable(tf.zerosLike(weight)),
  ]);
  const ids = tf.tensor1d(new Random(1).integers(ROWS, VOCABULARY), 'int32');
  const labels = tf.tensor1d(new Random(2).integers(ROWS, VOCABULARY), 'int32');
  const settings = { rate: 0.003, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, decay: 0 };
  const step = (): tf.Scalar =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => model.loss(ids, labels), model.weights);
      const states = model.weights.map((variable, i): AdamState => {
        const [mean, meanSquare] = slots[i] as [tf.Variable, tf.Variable];
        return { variable, gradient: grads[variable.name]!, mean, meanSquare };
      });
      adamUpdate(states, settings);
      return value;
    });
  const losses: number[] = [];
  const dispatches: number[] = [];
  const { device } = tf.backend() as unknown as { device: GPUDevice };
  const bind = vi.spyOn(device, 'createBindGroup'); // one for each dispatch
  for (let i = 0; i < 10; i++) {
    bind.mockClear();
    const loss = step();
    dispatches.push(bind.mock.calls.length);
    losses.push((await loss.data())[0]!);
  }
  await errors.expectNone();
  expect(losses[0]!).toBeCloseTo(Math.log(VOCABULARY), 0);
  expect(losses.at(-1)!).toBeLessThan(losses[0]! - 0.05);
  expect(new Set(dispatches.slice(1)).size).toBe(1);
  expect(dispatches.at(-1)).toBeLessThanOrEqual(100);
});
