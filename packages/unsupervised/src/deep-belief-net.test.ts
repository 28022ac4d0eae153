import { ensureDevice, Random, tf } from '@thaw/backend';
import { normal, seed, Sequential } from '@thaw/core';
import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test } from 'vitest';

import { DeepBeliefNet } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

const spread = {
  kernelInitializer: normal(1),
  visibleBiasInitializer: normal(1),
  hiddenBiasInitializer: normal(1),
};

test('it is its machines, one above the other', async () => {
  const net = new DeepBeliefNet([4, 3, 2], spread);
  expect(net.machines.map(({ visible, hidden }) => [visible, hidden])).toEqual([
    [4, 3],
    [3, 2],
  ]);
  const input = tf.tensor2d(new Random(1).uniform(8), [2, 4]);
  const [first, second] = net.machines;
  await expectClose(net.forward(input), second!.forward(first!.forward(input)), 0);
});

test('its layers give what it gives, and are copies: the net does not learn with them', async () => {
  const net = new DeepBeliefNet([4, 3, 2], spread);
  const layers = await net.layers();
  const input = tf.tensor2d(new Random(1).uniform(8), [2, 4]);
  const before = net.forward(input);
  await expectClose(new Sequential(layers).forward(input), before, 1e-6);
  for (const layer of layers) layer.kernel.value.assign(tf.zeros([...layer.kernel.shape]));
  await expectClose(net.forward(input), before, 0);
});

test('a net of one machine dreams what the machine dreams', async () => {
  seed(1);
  const net = new DeepBeliefNet([3, 2], spread);
  const machine = net.machines[0]!;
  const random = new Random(4);
  const hidden = machine.sampleHidden(machine.gibbs(tf.fill([5, 3], 0.5), 7, random), random);
  await expectClose(net.sample(5, 7, new Random(4)), machine.backward(hidden), 0);
});

test('dreams go down through every machine: a lower one that is sure has the last word', async () => {
  const net = new DeepBeliefNet([2, 3, 4], spread);
  const [lowest] = net.machines;
  lowest!.kernel.assign(new Float32Array(6));
  lowest!.visibleBias.assign(Float32Array.of(50, -50));
  await expectClose(
    net.sample(3, 2, new Random(1)),
    [
      [1, 0],
      [1, 0],
      [1, 0],
    ],
    1e-6,
  );
});

test('dreaming and copying layers leave no tensor but the dream', async () => {
  const net = new DeepBeliefNet([4, 3, 2]);
  expect(net.forward(tf.zeros([1, 4])).shape).toEqual([1, 2]); // on the device
  await expectNoLeak(() => net.sample(3, 2, new Random(1)).dispose());
  await expectNoLeak(async () => void (await net.layers()));
});
