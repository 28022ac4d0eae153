import { expectNoLeak, gradientDescent } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { batches, learning, signs, Weighted } from '../../fixtures/signs.ts';
import {
  ArgumentError,
  Buffer,
  fit,
  Lambda,
  meanSquaredError,
  Module,
  type Objective,
  type Optimizer,
  Sequential,
  tf,
  useDevice,
} from '../index.ts';
import { type Callback, terminateOnNaN } from './index.ts';

beforeAll(async () => {
  await useDevice();
});

const square = () => new Lambda((x) => tf.square(x));
const many = [signs(1), signs(-1), signs(1e30), ...Array.from({ length: 9 }, () => signs(1))];
const slow = { loss: meanSquaredError, optimizer: gradientDescent(1e-3) };
const advice = 'a smaller learning rate often helps.';

describe('names what was not finite first', () => {
  test('the module, though the step has spoilt the weights of all', async () => {
    const model = new Sequential([new Weighted(), square(), new Weighted()]);
    const { stopped } = await fit(model, many, { ...slow, callbacks: [terminateOnNaN()] });
    expect(stopped).toBe(
      `The loss became Infinity at step 3 (epoch 1): ${advice} The first output that was not finite was that of Lambda at layers.1.`,
    );
    expect(await model.weights().get('layers.0.kernel')!.data()).toEqual(new Float32Array([NaN]));
  });

  test('the weight, where the step before has spoilt it', async () => {
    let step = 0;
    const optimizer: Optimizer = {
      applyGradients: (gradients) => {
        if (++step !== 2) return;
        const [, second] = Object.keys(gradients).map((name) => tf.engine().registeredVariables[name]!);
        tf.tidy(() => second!.assign(tf.fill([1, 1], NaN)));
      },
    };
    const model = new Sequential([new Weighted(), square(), new Weighted()]);
    const options = { ...learning, optimizer, epochs: 2, callbacks: [terminateOnNaN()] };
    const { stopped } = await fit(model, batches, options);
    expect(stopped).toBe(
      `The loss became NaN at step 3 (epoch 1): ${advice} The first output that was not finite was that of Weighted at layers.2, whose layers.2.kernel the step before had left not finite.`,
    );
  });

  test('what one module made on the way to another', async () => {
    class Outer extends Module {
      readonly inner = new Weighted();
      forward(input: tf.Tensor): tf.Tensor {
        return this.inner.forward(input.log());
      }
    }
    const { stopped } = await fit(new Sequential([new Outer()]), many, {
      ...slow,
      callbacks: [terminateOnNaN()],
    });
    expect(stopped).toBe(
      `The loss became NaN at step 2 (epoch 1): ${advice} The first that was not finite was the input of Weighted at layers.0.inner, as Outer at layers.0 made it.`,
    );
  });

  test('the loss, when every module is well; an objective has one too', async () => {
    let step = 0;
    const objective: Objective<Weighted> = (model, { input }) =>
      model.forward(input).mean().mul(++step >= 3 ? Infinity : 1) as tf.Scalar; // prettier-ignore
    const optimizer = gradientDescent(0);
    // It counts its calls.
    const options = { objective, optimizer, callbacks: [terminateOnNaN()], compile: false };
    const { stopped } = await fit(new Weighted(), many, options);
    expect(stopped).toBe(
      `The loss became -Infinity at step 3 (epoch 1): ${advice} What every module gave was finite, so it was the loss itself.`,
    );
  });

  test('not when it need not', async () => {
    const { stopped } = await fit(new Weighted(), many, {
      ...slow,
      callbacks: [terminateOnNaN({ locate: false })],
    });
    expect(stopped).toBe(`The loss became Infinity at step 3 (epoch 1): ${advice}`);
  });
});

/** x·w with noise, a count of training passes, and every draw of its noise. */
class Noisy extends Module {
  readonly inner = new Weighted();
  readonly passes = new Buffer([1], new Float32Array(1));
  readonly draws: number[] = [];

  forward(input: tf.Tensor, { training = false, random }: Parameters<Module['forward']>[1] = {}): tf.Tensor {
    if (training) this.passes.assign(tf.tidy(() => this.passes.value.add(1)));
    const [noise] = random?.uniform(1) ?? [0];
    this.draws.push(noise!);
    return this.inner.forward(input.add(noise!)).square();
  }
}

test('the pass is run with the random numbers it had, and weights and buffers stay as training left them', async () => {
  const states: unknown[] = [];
  for (const locate of [true, false]) {
    const model = new Noisy();
    await fit(model, many, { ...slow, callbacks: [terminateOnNaN({ locate })] });
    states.push(await Promise.all([...model.weights().values()].map((weight) => weight.data())));
    if (!locate) continue;
    expect(model.draws.at(-1)).toBe(model.draws[2]);
    expect(new Set(model.draws).size).toBe(model.draws.length - 1);
  }
  expect(states[0]).toEqual(states[1]);
});

test('training is to the bit what it is without', async () => {
  const [one, two] = [new Weighted(), new Weighted()];
  await fit(one, batches, { ...learning, epochs: 3, callbacks: [terminateOnNaN()] });
  await fit(two, batches, { ...learning, epochs: 3 });
  expect(await one.kernel.data()).toEqual(await two.kernel.data());
});

test('nothing leaks: when all goes well, at a stop, and when training fails', async () => {
  const model = new Sequential([new Weighted(), square(), new Weighted()]);
  const failing: Callback = {
    onStepEnd: ({ step }) => {
      if (step === 2) throw new Error('mine');
    },
  };
  for (const parameter of model.parameters().values()) void parameter.value;
  const good = many.slice(3);
  await expectNoLeak(() => fit(model, good, { ...slow, callbacks: [terminateOnNaN()] }));
  await expectNoLeak(() =>
    expect(fit(model, good, { ...slow, callbacks: [terminateOnNaN(), failing] })).rejects.toThrow('mine'),
  );
  await expectNoLeak(() => fit(model, many, { ...slow, callbacks: [terminateOnNaN()] }));
});

test('an option there is not', () => {
  expect(() => terminateOnNaN({ name: true } as never)).toThrow(
    new ArgumentError('terminateOnNaN: there is no option "name"; the only one is locate.'),
  );
});
