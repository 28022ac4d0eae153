import { ensureDevice, Random, tf, valueAndGradients } from '@thaw/backend';
import { compile } from '@thaw/backend/compile';
import { load, type Module, normal, relu, seed, Sequential, toSafetensors } from '@thaw/core';
import { checkGradient, descentStep, expectClose, expectNoLeak, expectSameRuns } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { Bidirectional, Elman, ElmanCell, LSTM, LSTMCell, Recurrent, StackedCell } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

interface Case {
  readonly name: string;
  readonly make: () => Module;
  readonly output: readonly number[];
  /** The paths of its weights. */
  readonly weights: readonly string[];
}

// Biases that are not zero, so that what forgets them is found out.
const biasInitializer = normal(0.5);
const returnSequences = true;
const cellWeights = ['kernel', 'recurrentKernel', 'bias'];
const under = (...paths: string[]): string[] =>
  paths.flatMap((path) => cellWeights.map((name) => `${path}.${name}`));

const cases: Case[] = [
  {
    name: 'Elman',
    make: () => new Elman(2, 3, { biasInitializer }),
    output: [2, 3],
    weights: under('cell'),
  },
  {
    name: 'Elman, all outputs, of rectifiers, without bias',
    make: () => new Elman(2, 3, { returnSequences, activation: relu, useBias: false }),
    output: [2, 4, 3],
    weights: ['cell.kernel', 'cell.recurrentKernel'],
  },
  {
    name: 'LSTM',
    make: () => new LSTM(2, 3, { biasInitializer }),
    output: [2, 3],
    weights: under('cell'),
  },
  {
    name: 'LSTM, all outputs, backwards',
    make: () => new LSTM(2, 3, { returnSequences, reverse: true, biasInitializer }),
    output: [2, 4, 3],
    weights: under('cell'),
  },
  {
    name: 'Recurrent, a stack of unlike cells',
    make: () =>
      new Recurrent(new StackedCell<never>([new LSTMCell(2, 3) as never, new ElmanCell(3, 2) as never])),
    output: [2, 2],
    weights: under('cell.cells.0', 'cell.cells.1'),
  },
  {
    name: 'Bidirectional',
    make: () =>
      new Bidirectional(
        new LSTM(2, 3, { returnSequences }),
        new LSTM(2, 3, { returnSequences, reverse: true }),
      ),
    output: [2, 4, 6],
    weights: under('forwardLayer.cell', 'backwardLayer.cell'),
  },
];

const draw = (): tf.Tensor => tf.tensor(new Random(3).normal(16), [2, 4, 2]);

describe.each(cases)('$name', ({ make, output, weights }) => {
  test('gives the shape it says, and has the weights it says', () => {
    const layer = make();
    expect(layer.forward(draw()).shape).toEqual(output);
    expect([...layer.weights().keys()]).toEqual(weights);
  });

  test('has the gradient of its central differences, in the input and in each parameter', async () => {
    seed(1);
    const layer = make();
    const direction = tf.tensor(new Random(9).normal(tf.util.sizeFromShape([...output])), [...output]);
    const variables = [...layer.parameters().values()].map(({ value }) => value as tf.Tensor);
    const compute = (x: tf.Tensor): tf.Tensor => layer.forward(x).mul(direction).sum();
    await checkGradient(compute as (...inputs: tf.Tensor[]) => tf.Tensor, [draw(), ...variables]);
  });

  test('takes the same steps compiled', async () => {
    const step = (): ReturnType<typeof descentStep> => {
      seed(1);
      const layer = make();
      return descentStep(valueAndGradients, layer, (x) => layer.forward(x!, { training: true }));
    };
    await expectSameRuns(step, compile, [draw()]);
  });

  test('leaves no tensor behind', async () => {
    const x = draw();
    const layer = make();
    await expectNoLeak(() => tf.tidy(() => layer.forward(x).sum()).dispose());
    await expectNoLeak(() => {
      const other = make();
      tf.tidy(() => void other.forward(x));
      other.dispose();
    });
  });

  test('is saved and loaded to the bit, under its paths in a model', async () => {
    seed(1);
    const [from, to] = [new Sequential([make()]), new Sequential([make()])];
    await load(to, await toSafetensors(from));
    expect([...to.weights().keys()]).toEqual(weights.map((name) => `layers.0.${name}`));
    const x = draw();
    await expectClose(to.forward(x), from.forward(x), 0);
  });

  test('says where it stands in a model when it refuses', () => {
    const model = new Sequential([make()]);
    expect(() => model.forward(tf.zeros([3]))).toThrow(
      /^\w+ at layers\.0\.[\w.]+: expected a sequence \[batch, time, 2\]/,
    );
  });
});
