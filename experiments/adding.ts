import {
  type Batch,
  type BatchSource,
  meanSquaredError,
  type Module,
  predict,
  Random,
  seed,
  Sequential,
  type Step,
  train,
} from '@thaw/core';
import { addingProblem, type SequenceColumns, type Table } from '@thaw/datasets';
import { Dense } from '@thaw/layers';
import { adam } from '@thaw/optimizers';
import { Elman, LSTM } from '@thaw/rnn';

import {
  type Budget,
  type Experiment,
  numberOf,
  type Outcome,
  type Progress,
  type RunOptions,
} from './experiment.ts';
import type { Picture } from './picture.ts';

const units = 32;
const batchSize = 64;
const testRows = 1000;
/** Each point of a curve, and each figure on the way, is the mean of so many steps. */
const stepsPerPoint = 20;
const steps: Record<Budget, number> = { test: 160, tour: 900, proof: 1500 };
/** The length of the sequences on the smallest budget, where the setting does not say another. */
const lengthOfTest = 6;

/**
 * The adding problem: two marked numbers of a long sequence are to be added at its end. LSTM carries the first one over
 * the steps between; an Elman net, trained in the same way on the same sequences, goes on saying 1.
 *
 * Each net is 32 units and a dense output. The two learn side by side, from the same 64 new sequences at each step, so that
 * the training loss is an honest one: the learning rate was chosen by it, and no figure of the test was looked at for that.
 * The loss that is told on the way is that of LSTM.
 *
 * @see Hochreiter and Schmidhuber 1997, §5.4, https://doi.org/10.1162/neco.1997.9.8.1735
 */
export const adding: Experiment = {
  id: 'adding',
  title: 'LSTM remembers what an Elman net forgets',
  year: 1997,
  source: 'Hochreiter and Schmidhuber, "Long short-term memory"',
  seeds: [1, 2, 3],
  solvedWhen: 'the squared error of LSTM, a mean over 20 steps, is 0.01 or less',
  bars: [
    {
      result: 'lstmError',
      claim: 'mean squared error of LSTM on new sequences of 60 steps',
      atMost: 0.01,
      over: 'each',
      budgets: ['proof'],
    },
    {
      result: 'elmanError',
      claim:
        'mean squared error of the Elman net after as many steps: it stays near 1/6, that of always saying 1',
      atLeast: 0.12,
      over: 'each',
      budgets: ['proof'],
    },
    {
      result: 'lstmError',
      claim:
        'mean squared error of LSTM, below half that of always saying 1; over fewer steps on the smallest budget',
      atMost: 0.08,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
  ],
  settings: [
    { kind: 'number', name: 'length', label: 'Steps in a sequence', low: 4, high: 100, step: 2, value: 60 },
    {
      kind: 'number',
      name: 'learningRate',
      label: 'Learning rate',
      low: 0.0003,
      high: 0.1,
      step: 0.1,
      value: 0.01,
      logarithmic: true,
    },
  ],

  async *run(options: RunOptions): AsyncGenerator<Progress, Outcome, void> {
    const { seed: value, budget } = options;
    const given = numberOf(adding, options, 'length');
    const length = budget === 'test' && options.settings?.['length'] === undefined ? lengthOfTest : given;
    const learningRate = numberOf(adding, options, 'learningRate');
    const random = new Random(value);
    const test = addingProblem({ rows: testRows, length, random: random.fork('test') });
    const begin = (Layer: typeof Elman | typeof LSTM): Learner => {
      seed(value);
      return new Learner(
        new Sequential([new Layer(2, units), new Dense(units, 1)]),
        freshBatches(length, steps[budget], random.fork('training')),
        learningRate,
      );
    };
    const nets = { Elman: begin(Elman), LSTM: begin(LSTM) };
    const draw = (): Promise<Picture> => Promise.resolve(drawCurves(length, nets));
    try {
      for (let step = 1; step <= steps[budget]; step++) {
        await nets.Elman.step();
        const loss = await nets.LSTM.step();
        const figures = { elmanLoss: nets.Elman.recently, lstmLoss: nets.LSTM.recently };
        const solved = figures.lstmLoss <= 0.01;
        yield { part: 'LSTM', step, steps: steps[budget], loss, solved, figures, draw };
      }
      const elmanError = await errorOn(nets.Elman.model, test);
      const lstmError = await errorOn(nets.LSTM.model, test);
      return {
        results: { elmanError, lstmError },
        summary:
          `mean squared error over ${length} steps: LSTM ${lstmError.toPrecision(2)}, Elman ${elmanError.toPrecision(2)}, ` +
          `always saying 1 ${(1 / 6).toPrecision(2)}`,
        steps: 2 * steps[budget],
        pictures: [await draw(), drawExample(test)],
      };
    } finally {
      await nets.Elman.end();
      await nets.LSTM.end();
    }
  },
};

/** A net while it learns, a step at a time. */
class Learner {
  readonly model: Module;
  /** Means of `stepsPerPoint` steps. */
  readonly curve: (readonly [step: number, loss: number])[] = [];
  readonly #optimizer: ReturnType<typeof adam>;
  readonly #run: AsyncGenerator<Step, void, void>;
  #latest: number[] = [];

  constructor(model: Module, batches: BatchSource, learningRate: number) {
    this.model = model;
    this.#optimizer = adam({ learningRate });
    this.#run = train(model, batches, { loss: meanSquaredError, optimizer: this.#optimizer });
  }

  /** The mean loss of the last steps. */
  get recently(): number {
    return this.#latest.reduce((sum, loss) => sum + loss, 0) / this.#latest.length;
  }

  /** Takes a step; returns its loss. */
  async step(): Promise<number> {
    const { value } = await this.#run.next();
    const loss = await value!.loss;
    this.#latest = [...this.#latest, loss].slice(-stepsPerPoint);
    if (value!.step % stepsPerPoint === 0) this.curve.push([value!.step, this.recently]);
    return loss;
  }

  /** Frees what it holds. */
  async end(): Promise<void> {
    await this.#run.return();
    this.#optimizer.dispose();
    this.model.dispose();
  }
}

/** New sequences for each step, the same ones for every net that is given the same generator. */
function freshBatches(length: number, count: number, random: Random): BatchSource {
  return {
    length: count,
    *epoch(): Generator<Batch> {
      for (let step = 1; step <= count; step++)
        yield addingProblem({ rows: batchSize, length, random: random.fork(step) }).columns;
    },
  };
}

async function errorOn(model: Module, test: Table<SequenceColumns>): Promise<number> {
  const predictions = await predict(model, test.column('input'));
  const values = await predictions.data();
  predictions.dispose();
  const { data } = test.column('target');
  return data.reduce((sum, target, i) => sum + (values[i]! - target) ** 2, 0) / data.length;
}

/** One sequence of the test, so that the task can be seen. */
function drawExample(test: Table<SequenceColumns>): Picture {
  const { data, shape } = test.column('input');
  const values = Array.from({ length: shape[1]! }, (_, t) => [t + 1, data[2 * t]!] as const);
  const marked = values.filter(([step]) => data[2 * step - 1] === 1);
  return {
    kind: 'scatter',
    title: `Adding: one sequence, whose sum is ${test.column('target').data[0]!.toFixed(2)}`,
    x: 'step',
    y: 'number',
    groups: [
      { name: 'marked', points: marked.map(([x, y]) => ({ x, y })) },
      {
        name: 'not marked',
        points: values.filter((point) => !marked.includes(point)).map(([x, y]) => ({ x, y })),
      },
    ],
  };
}

function drawCurves(length: number, nets: Readonly<Record<string, Learner>>): Picture {
  return {
    kind: 'lines',
    title: `Adding over ${length} steps: mean squared error`,
    x: 'step',
    y: 'squared error',
    series: Object.entries(nets).map(([name, { curve }]) => ({ name, points: [...curve] })),
  };
}
