import { seed, type tf } from '@thaw/backend';
import {
  decodeSafetensors,
  encodeSafetensors,
  fit,
  glorotUniform,
  load,
  meanSquaredError as loss,
  Module,
  Parameter,
  tanh,
  toSafetensors,
} from '@thaw/core';
import { expect, test } from 'vitest';

import { adamW, cosineDecay, ema, lookahead, type StatefulOptimizer } from './index.ts';

class Net extends Module {
  readonly hidden = new Parameter([2, 3], glorotUniform([2, 3]));
  readonly layers = [{ kernel: new Parameter([3, 1], glorotUniform([3, 1])) }] as const;

  forward(input: tf.Tensor): tf.Tensor {
    return tanh(input.matMul(this.hidden.value)).matMul(this.layers[0].kernel.value);
  }
}

const batches = [
  {
    input: { data: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1), shape: [4, 2] },
    target: { data: Float32Array.of(0, 1, 1, 0), shape: [4, 1] },
  },
];

const make = (): StatefulOptimizer =>
  ema(
    lookahead(
      adamW({
        learningRate: cosineDecay({ initialLearningRate: 0.1, decaySteps: 8 }),
        groups: [{ pattern: 'layers.*.kernel', weightDecay: 0 }],
      }),
      { syncPeriod: 2 },
    ),
  );

test('training that ended and goes on in another model, by the saved bytes alone, is training that never ended', async () => {
  seed(7);
  const [whole, broken] = [new Net(), new Net()];
  await load(broken, await toSafetensors(whole));
  const [one, first] = [make(), make()];
  await fit(whole, batches, { loss, optimizer: one, epochs: 7 });
  await fit(broken, batches, { loss, optimizer: first, epochs: 3 });
  const [weights, state] = [await toSafetensors(broken), encodeSafetensors(await first.state())];
  broken.dispose();
  first.dispose();

  const [resumed, second] = [new Net(), make()];
  await load(resumed, weights);
  second.restore(decodeSafetensors(state));
  await fit(resumed, batches, { loss, optimizer: second, epochs: 4 });
  expect(await toSafetensors(resumed)).toEqual(await toSafetensors(whole));
  expect(await second.state()).toEqual(await one.state());
  expect([...(await one.state()).keys()]).toContain('inner:inner:layers.0.kernel/meanSquare');
});

test('one optimizer for two models keeps both, and forgets one that was disposed', async () => {
  const [a, b, optimizer] = [new Net(), new Net(), make()];
  await fit(a, batches, { loss, optimizer });
  await fit(b, batches, { loss, optimizer });
  const names = async () => [...(await optimizer.state()).keys()].filter((name) => /average/.test(name));
  expect(await names()).toEqual([
    'hidden/average',
    'layers.0.kernel/average',
    'hidden#2/average',
    'layers.0.kernel#2/average',
  ]);
  a.dispose();
  await fit(b, batches, { loss, optimizer });
  expect(await names()).toEqual(['hidden#2/average', 'layers.0.kernel#2/average']);
});
