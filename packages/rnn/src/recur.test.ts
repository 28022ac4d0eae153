import { ensureDevice, Random, tf } from '@thaw/backend';
import { seed } from '@thaw/core';
import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Cell, ElmanCell, LSTMCell, type LSTMState, recur, StackedCell, type StepOutput } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** Adds up its inputs: a cell of a user's own. */
class RunningSum extends Cell<tf.Tensor> {
  readonly inputs = 1;
  readonly units = 1;

  zeroState(batch: number): tf.Tensor {
    return tf.zeros([batch, 1]);
  }

  step(input: tf.Tensor, state: tf.Tensor): StepOutput<tf.Tensor> {
    const sum = tf.add(state, input);
    return { output: sum, state: sum };
  }
}

const draw = (key: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(key).normal(tf.util.sizeFromShape(shape)), shape);
const column = (...values: number[]): tf.Tensor => tf.tensor(values, [1, values.length, 1]);

describe('a cell of one’s own', () => {
  const sum = new RunningSum();

  test('is unrolled over the steps, and its last output is the default', async () => {
    const all = recur(sum, column(1, 2, 4), { returnSequences: true });
    await expectClose(all.output, [[[1], [3], [7]]], 0);
    await expectClose(all.state, [[7]], 0);
    await expectClose(recur(sum, column(1, 2, 4)).output, [[7]], 0);
  });

  test('begins with the state it is given', async () => {
    const { output } = recur(sum, column(1, 2), { initialState: tf.tensor([[10]]) });
    await expectClose(output, [[13]], 0);
  });

  test('goes backwards with reverse, outputs staying at the steps of their inputs', async () => {
    const all = recur(sum, column(1, 2, 4), { reverse: true, returnSequences: true });
    await expectClose(all.output, [[[7], [6], [4]]], 0);
    await expectClose(recur(sum, column(1, 2, 4), { reverse: true }).output, [[7]], 0);
  });

  test('hands its state on over masked steps, and repeats the output before them', async () => {
    const mask = tf.tensor([[0, 1, 0, 1, 0]]);
    const sequence = column(1, 2, 4, 8, 16);
    const forth = recur(sum, sequence, { mask, returnSequences: true });
    await expectClose(forth.output, [[[0], [2], [2], [10], [10]]], 0);
    await expectClose(forth.state, [[10]], 0);
    const back = recur(sum, sequence, { mask, returnSequences: true, reverse: true });
    await expectClose(back.output, [[[10], [10], [8], [8], [0]]], 0);
    await expectClose(recur(sum, sequence, { mask: tf.zerosLike(mask) }).output, [[0]], 0);
  });

  test('takes masks of any type', async () => {
    for (const dtype of ['bool', 'int32'] as const) {
      const mask = tf.tensor([[1, 0]], [1, 2], dtype);
      await expectClose(recur(sum, column(3, 5), { mask }).output, [[3]], 0);
    }
  });
});

test('the whole projected at once is the same as step after step', async () => {
  seed(1);
  const cell = new LSTMCell(3, 4);
  const sequence = draw(2, 2, 5, 3);
  const outputs: tf.Tensor[] = [];
  let state: LSTMState = cell.zeroState(2);
  for (const input of tf.unstack(sequence, 1)) {
    const step = cell.step(input, state);
    outputs.push(step.output);
    state = step.state;
  }
  const all = recur(cell, sequence, { returnSequences: true });
  await expectClose(all.output, tf.stack(outputs, 1), 1e-6);
  await expectClose(all.state.cell, state.cell, 1e-6);
});

test('a stack unrolled layer by layer is the same as step after step, also under a mask', async () => {
  seed(1);
  const stack = new StackedCell<tf.Tensor>([new ElmanCell(3, 4), new ElmanCell(4, 2)]);
  const sequence = draw(3, 2, 4, 3);
  let state: readonly tf.Tensor[] = stack.zeroState(2);
  for (const input of tf.unstack(sequence, 1)) state = stack.step(input, state).state;
  const all = recur(stack, sequence);
  await expectClose(all.output, state[1]!, 1e-6);
  await expectClose(all.state[0]!, state[0]!, 1e-6);
  const mask = tf.tensor([[1, 1, 0, 0], [1, 1, 0, 0]]); // prettier-ignore
  const short = recur(stack, tf.slice(sequence, [0, 0, 0], [2, 2, 3]));
  await expectClose(recur(stack, sequence, { mask }).output, short.output, 0);
});

test('padding makes no difference: a padded row ends as the row alone', async () => {
  seed(1);
  const cell = new LSTMCell(2, 3);
  const sequence = draw(5, 1, 3, 2);
  const padded = tf.concat([sequence, draw(6, 1, 2, 2)], 1);
  const mask = tf.tensor([[1, 1, 1, 0, 0]]);
  for (const reverse of [false, true]) {
    const [alone, within] = [recur(cell, sequence, { reverse }), recur(cell, padded, { mask, reverse })];
    await expectClose(within.output, alone.output, 0);
    await expectClose(within.state.cell, alone.state.cell, 0);
  }
});

describe.each([
  ['Elman', () => new ElmanCell(2, 3)],
  ['LSTM', () => new LSTMCell(2, 3)],
])('%s', (_, make) => {
  test.each([
    ['forwards', false, false],
    ['backwards', true, false],
    ['forwards under a mask', false, true],
    ['backwards under a mask', true, true],
  ])('%s has the gradient of its central differences', async (_way, reverse, masked) => {
    seed(1);
    const cell = make() as unknown as Cell<tf.Tensor | LSTMState>;
    const [input, hidden, kept] = [draw(1, 2, 4, 2), draw(2, 2, 3), draw(3, 2, 3)];
    const mask = tf.tensor([[1, 1, 1, 0], [0, 1, 0, 1]]); // prettier-ignore
    const [outputWeight, stateWeight] = [draw(4, 2, 4, 3), draw(5, 2, 3)];
    const variables = [...cell.parameters().values()].map(({ value }) => value as tf.Tensor);
    const isLSTM = cell instanceof LSTMCell;
    const compute = (x: tf.Tensor, h: tf.Tensor, c: tf.Tensor): tf.Tensor => {
      const initialState = isLSTM ? { hidden: h, cell: c } : tf.add(h, c);
      const options = { initialState, reverse, returnSequences: true, ...(masked && { mask }) };
      const { output, state } = recur(cell, x, options);
      const last = state instanceof tf.Tensor ? state : state.cell;
      return tf.add(tf.sum(tf.mul(output, outputWeight)), tf.sum(tf.mul(last, stateWeight)));
    };
    const compute4 = compute as (...inputs: tf.Tensor[]) => tf.Tensor;
    await checkGradient(compute4, [input, hidden, kept, ...variables]);
  });

  test('frees everything but output and state', async () => {
    const cell = make() as unknown as Cell<tf.Tensor>;
    const [sequence, mask] = [draw(1, 2, 4, 2), tf.ones([2, 4])];
    const before = tf.memory().numTensors + cell.parameters().size; // the weights are uploaded by the first pass
    const { output, state } = recur(cell, sequence, { mask, returnSequences: true });
    const made = new Set([
      output,
      ...(state instanceof tf.Tensor ? [state] : (Object.values(state) as tf.Tensor[])),
    ]);
    expect(tf.memory().numTensors).toBe(before + made.size);
    await expectNoLeak(() => tf.tidy(() => void recur(cell, sequence, { mask })));
  });
});
