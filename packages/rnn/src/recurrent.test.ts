import { ensureDevice, Random, tf } from '@thaw/backend';
import { compile } from '@thaw/backend/compile';
import { fit, load, meanSquaredError, type Module, seed, Sequential, toSafetensors, train } from '@thaw/core';
import { Dense } from '@thaw/layers';
import { expectClose, expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Elman, LSTM, Recurrent, resetState, StackedCell, LSTMCell } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const draw = (key: number, ...shape: number[]): tf.Tensor =>
  tf.tensor(new Random(key).normal(tf.util.sizeFromShape(shape)), shape);
const chunk = (sequence: tf.Tensor, begin: number, length: number): tf.Tensor =>
  tf.slice(sequence, [0, begin, 0], [-1, length, -1]);

describe('a stateful layer', () => {
  const make = (stateful: boolean): LSTM => {
    seed(1);
    return new LSTM(2, 3, { returnSequences: true, stateful });
  };

  test('goes on where the pass before ended: two chunks give what the whole gives', async () => {
    const [carrying, plain] = [make(true), make(false)];
    const sequence = draw(1, 2, 6, 2);
    const [first, second] = [
      carrying.forward(chunk(sequence, 0, 4)),
      carrying.forward(chunk(sequence, 4, 2)),
    ];
    await expectClose(tf.concat([first, second], 1), plain.forward(sequence), 1e-6);
    carrying.resetState();
    await expectClose(carrying.forward(sequence), plain.forward(sequence), 0);
  });

  test('has the gradient of the second chunk from a constant state, and none from before it', async () => {
    const [carrying, plain] = [make(true), make(false)];
    const sequence = draw(1, 2, 6, 2);
    const [before, after] = [chunk(sequence, 0, 4), chunk(sequence, 4, 2)];
    const weight = draw(2, 2, 2, 3);
    const variables = (layer: LSTM): tf.Variable[] =>
      [...layer.parameters().values()].map(({ value }) => value);
    const { state } = plain.unroll(before);
    const expected = tf.variableGrads(
      () => tf.sum(tf.mul(plain.unroll(after, { initialState: state }).output, weight)).asScalar(),
      variables(plain),
    );
    // Both chunks within one tape: even there nothing may flow back over the border.
    const found = tf.variableGrads(() => {
      carrying.forward(before);
      return tf.sum(tf.mul(carrying.forward(after), weight)).asScalar();
    }, variables(carrying));
    for (const [i, { name }] of variables(plain).entries()) {
      await expectClose(found.grads[variables(carrying)[i]!.name]!, expected.grads[name]!, 1e-6);
    }
  });

  test('trains as two unrolled chunks by hand do, step by step', async () => {
    seed(3);
    const model = new Sequential([
      new Elman(2, 3, { returnSequences: true, stateful: true }),
      new Dense(3, 1),
    ]);
    seed(3);
    const [layer, head] = [new Elman(2, 3, { returnSequences: true }), new Dense(3, 1)];
    const [input, target] = [draw(1, 2, 6, 2), draw(2, 2, 6, 1)];
    const optimizer = gradientDescent(0.1);
    const batches = [0, 3].map((t) => ({ input: chunk(input, t, 3), target: chunk(target, t, 3) }));
    const losses: number[] = [];
    for await (const step of train(model, batches, { loss: meanSquaredError, optimizer }))
      losses.push(await step.loss);

    let state: tf.Tensor | undefined;
    for (const [i, batch] of batches.entries()) {
      const variables = [layer, head].flatMap((part) =>
        [...part.parameters().values()].map(({ value }) => value),
      );
      let last: tf.Tensor | undefined;
      const { value, grads } = tf.variableGrads(() => {
        const result = layer.unroll(batch.input, state ? { initialState: state } : {});
        last = tf.keep(result.state.clone());
        return meanSquaredError(batch.target, head.forward(result.output));
      }, variables);
      optimizer.applyGradients(grads);
      state = last;
      await expectClose(losses[i]!, value, 1e-6);
    }
    const expected = [...layer.parameters().values(), ...head.parameters().values()];
    for (const [i, parameter] of [...model.parameters().values()].entries()) {
      await expectClose(parameter.value, expected[i]!.value as tf.Tensor, 1e-6);
    }
  });

  test('keeps its state on the device and frees it: by resetState, by the next pass, by dispose of the model', async () => {
    const layer = make(true);
    const model = new Sequential([layer, new Dense(3, 1)]);
    const input = draw(1, 2, 4, 2);
    tf.tidy(() => void model.forward(input));
    await expectNoLeak(() => tf.tidy(() => void model.forward(input)));
    const before = tf.memory().numTensors;
    resetState(model);
    expect(tf.memory().numTensors).toBe(before - 2);
    tf.tidy(() => void model.forward(input));
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
    expect(tf.memory().numTensors).toBe(before - 2 - 5);
  });

  test('its state is in no file, and loading leaves it alone', async () => {
    const layer = make(true);
    layer.forward(draw(1, 2, 4, 2));
    const file = await toSafetensors(layer);
    const other = make(true);
    await load(other, file);
    const input = draw(2, 2, 3, 2);
    await expectClose(other.forward(input), make(false).forward(input), 0);
  });

  test('does not carry what it was given only for one pass when it is not stateful', async () => {
    const layer = make(false);
    const input = draw(1, 2, 4, 2);
    const first = layer.forward(input);
    await expectClose(layer.forward(input), first, 0);
  });

  test('an initial state goes before the carried one', async () => {
    const layer = make(true);
    const input = draw(1, 2, 4, 2);
    const first = layer.forward(input);
    const again = layer.unroll(input, { initialState: layer.cell.zeroState(2) });
    await expectClose(again.output, first, 0);
  });

  test('carries its state through compiled steps, eager ones between them, and forgets it', async () => {
    const [eager, compiled] = [make(true), make(true)];
    const step = compile((x: tf.Tensor) => compiled.forward(x));
    for (const [i, way] of [
      'compiled',
      'compiled',
      'eager',
      'compiled',
      'reset',
      'compiled',
      'eager',
    ].entries()) {
      if (way === 'reset') {
        for (const layer of [eager, compiled]) layer.resetState();
        continue;
      }
      const input = draw(i, 2, 3, 2);
      const output = way === 'eager' ? compiled.forward(input) : await step(input);
      await expectClose(output, eager.forward(input), 1e-6);
    }
    await expect(step(draw(1, 4, 3, 2))).rejects.toThrow(
      'it carries the state of 2 sequences, and this batch has 4',
    );
    compiled.resetState();
    await expectClose(await step(draw(1, 4, 3, 2)), make(true).forward(draw(1, 4, 3, 2)), 1e-6);
    const again = draw(1, 4, 3, 2);
    await expectNoLeak(async () => (await step(again)).dispose());
    compiled.resetState();
    await expectClose(await step(draw(2, 2, 3, 2)), make(true).forward(draw(2, 2, 3, 2)), 1e-6);
  });

  test('fit trains a stack of cells and leaves only the weights and the state', async () => {
    seed(2);
    const cell = new StackedCell([new LSTMCell(2, 3), new LSTMCell(3, 2)]);
    const model = new Recurrent(cell, { returnSequences: true, stateful: true });
    const batch = { input: draw(1, 2, 4, 2), target: draw(2, 2, 4, 2) };
    const options = { loss: meanSquaredError, optimizer: gradientDescent(0.1), epochs: 2 };
    await expectNoLeak(() => fit(model as Module, [batch], options));
  });
});

test('the same seed gives the same weights and the same training, to the bit', async () => {
  const run = async (): Promise<number[]> => {
    seed(7);
    const model = new Sequential([
      new LSTM(2, 4, { returnSequences: true }),
      new Elman(4, 3),
      new Dense(3, 1),
    ]);
    const losses: number[] = [];
    const batch = { input: draw(1, 3, 5, 2), target: draw(2, 3, 1) };
    const options = { loss: meanSquaredError, optimizer: gradientDescent(0.1), epochs: 5 };
    for await (const step of train(model, [batch], options)) losses.push(await step.loss);
    return losses;
  };
  const losses = await run();
  expect(await run()).toEqual(losses);
  expect(losses.at(-1)!).toBeLessThan(losses[0]!);
});
