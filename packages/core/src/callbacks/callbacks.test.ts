import { gradientDescent } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import * as core from '../index.ts';
import {
  ArgumentError,
  Buffer,
  fit,
  type Loss,
  meanSquaredError,
  Module,
  Parameter,
  tf,
  useDevice,
} from '../index.ts';
import { type Callback, earlyStopping, progressBar, type ProgressStream, terminateOnNaN } from './index.ts';

beforeAll(async () => {
  await useDevice();
});

/** One number that a loss of its own value moves by 1 a step. */
class Counter extends Module {
  readonly place = new Parameter([1], new Float32Array([0]));
  readonly seen = new Buffer([1], new Float32Array([0]));

  forward(input: tf.Tensor, { training = false } = {}): tf.Tensor {
    if (training) this.seen.assign(tf.tidy(() => this.seen.value.add(1)));
    return input.mul(0).add(this.place.value);
  }
}

const down: Loss = (_, prediction) => prediction.sum().neg() as tf.Scalar;
const zero = { data: new Float32Array(1), shape: [1] };
const batch = { input: zero, target: zero };
const count = { loss: down, optimizer: gradientDescent(1) };

describe('early stopping', () => {
  /** The best place is 3: its figure is what `score` says of the place. */
  const run = (
    options: Parameters<typeof earlyStopping>[0],
    score: (place: number) => number,
    epochs = 20,
  ) => {
    const model = new Counter();
    const metric = {
      name: 'score',
      measure: (_: tf.Tensor, prediction: tf.Tensor) => prediction.clone(),
      result: (total: ArrayLike<number>) => score(total[0]!),
    };
    const callbacks = [earlyStopping({ monitor: 'validationScore', ...options })];
    const all = { ...count, metrics: [metric as never], validation: [batch], epochs, callbacks };
    return fit(model, [batch], all).then((history) => ({ model, history }));
  };

  test('ends after so many epochs without improvement, and puts back the best weights, buffers too', async () => {
    const { model, history } = await run({ patience: 2 }, (place) => Math.abs(place - 3));
    expect(history.epochs).toHaveLength(5);
    expect(history.stopped).toBe(
      'validationScore did not improve for 2 epochs; the weights of epoch 3 are kept.',
    );
    expect([await model.place.data(), await model.seen.data()]).toEqual([
      new Float32Array([3]),
      new Float32Array([3]),
    ]);
  });

  test('puts back the best weights also when the run comes to its last epoch', async () => {
    const { model, history } = await run({ patience: 9 }, (place) => Math.abs(place - 3), 6);
    expect(history.stopped).toBe(undefined);
    expect(await model.place.data()).toEqual(new Float32Array([3]));
  });

  test('more is better where mode or the name says so', async () => {
    const { history } = await run({ patience: 1, mode: 'max' }, (place) => -Math.abs(place - 4));
    expect(history.stopped).toBe(
      'validationScore did not improve for 1 epochs; the weights of epoch 4 are kept.',
    );
    const reasons: string[] = [];
    const context = { model: new Counter(), stop: (reason: string) => void reasons.push(reason) } as never;
    const grows = [
      core.accuracy(),
      core.precision(),
      core.recall(),
      core.f1Score(),
      core.auc(),
      core.meanIoU(2),
      core.binaryIoU(),
      core.r2Score(),
      core.bleu(),
    ];
    for (const monitor of [...grows.map(({ name }) => name), 'validationAccuracy', 'validationF1Score']) {
      const watch = earlyStopping({ monitor, patience: 1 });
      for (const [i, value] of [0.5, 0.6, 0.6].entries())
        await watch.onEpochEnd!({ epoch: i + 1, logs: { [monitor]: value } } as never, context);
      expect(reasons.pop()).toBe(`${monitor} did not improve for 1 epochs; the weights of epoch 2 are kept.`);
    }
  });

  test('a change of no more than minDelta is no improvement', async () => {
    const { history } = await run({ patience: 3, minDelta: 1.5 }, (place) => -place);
    expect(history.epochs).toHaveLength(20); // two epochs apart it is 2
    const { history: short } = await run({ patience: 3, minDelta: 4 }, (place) => -place);
    expect(short.epochs).toHaveLength(4);
  });

  test('a figure that is never a number keeps the weights as they are, and says so', async () => {
    const { model, history } = await run({ patience: 2 }, () => NaN);
    expect(history.stopped).toBe('validationScore was not a number in any epoch.');
    expect(await model.place.data()).toEqual(new Float32Array([2]));
  });

  test('one callback may watch one run after another', async () => {
    const callback = earlyStopping({ monitor: 'loss', patience: 1 });
    for (let time = 0; time < 2; time++) {
      const { epochs } = await fit(new Counter(), [batch], { ...count, epochs: 5, callbacks: [callback] });
      expect(epochs).toHaveLength(5);
    }
  });

  test('a log that is not there', async () => {
    const message =
      'earlyStopping: there is no log "validationLoss"; this run has loss. Pass validation batches to fit, or watch another.';
    await expect(fit(new Counter(), [batch], { ...count, callbacks: [earlyStopping()] })).rejects.toThrow(
      new ArgumentError(message),
    );
    const other = 'earlyStopping: there is no log "accuracy"; this run has loss.';
    await expect(
      fit(new Counter(), [batch], { ...count, callbacks: [earlyStopping({ monitor: 'accuracy' })] }),
    ).rejects.toThrow(new ArgumentError(other));
  });

  test.each([0, 1.5, NaN])('a patience of %d', (patience) => {
    expect(() => earlyStopping({ patience })).toThrow(
      new ArgumentError(
        `earlyStopping: patience must be a whole number of epochs from 1 on, got ${patience}.`,
      ),
    );
  });

  test.each([-1, NaN])('a minDelta of %d', (minDelta) => {
    expect(() => earlyStopping({ minDelta })).toThrow(
      new ArgumentError(`earlyStopping: minDelta must be 0 or more, got ${minDelta}.`),
    );
  });
});

test('terminateOnNaN ends the run soon, and says at which step', async () => {
  const input = { input: tf.ones([1]), target: tf.zeros([1]) };
  const broken = { input: tf.tensor1d([NaN]), target: tf.zeros([1]) };
  const batches = [input, input, broken, ...Array.from({ length: 30 }, () => input)];
  const options = {
    loss: meanSquaredError,
    optimizer: gradientDescent(0.1),
    epochs: 3,
    callbacks: [terminateOnNaN()],
  };
  const { losses, stopped } = await fit(new Counter(), batches, options);
  expect(stopped).toBe(
    'The loss became NaN at step 3 (epoch 1): a smaller learning rate often helps. The input of that step was not finite.',
  );
  expect(losses.length).toBeLessThan(12);
});

describe('the progress bar', () => {
  class Screen implements ProgressStream {
    text = '';
    readonly isTTY?: boolean;
    readonly columns?: number;

    constructor(options: { isTTY?: boolean; columns?: number }) {
      Object.assign(this, options);
    }

    write(text: string): void {
      this.text += text;
    }
  }

  const show = async (
    screen: Screen,
    more: { interval?: number; callbacks?: Callback[] } = {},
  ): Promise<string> => {
    const bar = progressBar({ stream: screen, interval: more.interval ?? 0 });
    const options = { ...count, epochs: 2, validation: [batch], callbacks: [bar, ...(more.callbacks ?? [])] };
    await fit(new Counter(), [batch, batch], options);
    return screen.text;
  };
  const figure = String.raw`-?\d+\.\d{4}`;
  const line = (epoch: number): string =>
    String.raw`epoch ${epoch}/2 · loss ${figure} · validation loss ${figure} · [\d.]+ steps/s\n`;

  test('where there is no terminal it writes one line an epoch, and nothing that draws over', async () => {
    expect(await show(new Screen({}))).toMatch(new RegExp(`^${line(1)}${line(2)}$`));
  });

  test('in a terminal it draws over one line, with epoch, bar, step, loss, rate and the time left, and clears it', async () => {
    const text = await show(new Screen({ isTTY: true }));
    const [first, second] = text.split('\n');
    expect(first).toMatch(
      new RegExp(
        String.raw`^\repoch 1/2 ━{8}─{8} 1/2 · loss ${figure} · [\d.]+ steps/s · \d+ s left\x1b\[K\repoch 1/2 ━{16} 2/2 .*\x1b\[K\r\x1b\[Kepoch 1/2 · loss `,
      ),
    );
    expect(second).toContain('epoch 2/2 ━');
    expect(text.endsWith('\n')).toBe(true);
  });

  test('it keeps within the width of the terminal', async () => {
    const text = await show(new Screen({ isTTY: true, columns: 20 }));
    const drawn = text.split('\r').map((content) => content.split('\x1b[K')[0]!.trimEnd());
    expect(drawn.length).toBeGreaterThan(2);
    expect(drawn.filter((content) => content.includes('━')).every((content) => content.length < 20)).toBe(
      true,
    );
  });

  test('it draws no more often than it should', async () => {
    const text = await show(new Screen({ isTTY: true }), { interval: 1e9 });
    expect(text.match(/━/g) === null || text.split('\x1b[K').length <= 3).toBe(true);
  });

  test('a run that fails leaves a clean line', async () => {
    const screen = new Screen({ isTTY: true });
    const failing: Callback = {
      onStepEnd: () => {
        throw new Error('mine');
      },
    };
    await expect(show(screen, { callbacks: [failing] })).rejects.toThrow('mine');
    expect(screen.text.endsWith('\r\x1b[K')).toBe(true);
  });

  test('a run that is stopped says why, last', async () => {
    const stopping: Callback = { onEpochEnd: (_, run) => run.stop('It was enough.') };
    const text = await show(new Screen({}), { callbacks: [stopping] });
    expect(text).toMatch(new RegExp(`^${line(1)}It was enough\\.\n$`));
  });

  test('very small figures are written with an exponent', () => {
    const screen = new Screen({});
    const report = { epoch: 1, steps: 300, seconds: 2, logs: { loss: 0.000012, zero: 0 } };
    void progressBar({ stream: screen }).onEpochEnd!(report as never, { epochs: 9 } as never);
    expect(screen.text).toBe('epoch 1/9 · loss 1.20e-5 · zero 0.0000 · 150 steps/s\n');
  });
});
