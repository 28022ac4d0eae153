import { ArgumentError, ensureDevice, memory, tf } from '@thaw/backend';
import { fit, meanSquaredError, Module, Parameter } from '@thaw/core';
import { beforeAll, expect, test } from 'vitest';

import { adam, lossScale, sam, sgd, type StatefulOptimizer } from './index.ts';

beforeAll(async () => {
  await ensureDevice();
});

class Line extends Module {
  readonly kernel = new Parameter([2, 1], Float32Array.of(1, -1));

  forward(input: tf.Tensor): tf.Tensor {
    return input.matMul(this.kernel.value);
  }
}

const batches = [
  {
    input: { data: Float32Array.of(1, 2, -1, 0.5), shape: [2, 2] },
    target: { data: Float32Array.of(4, -1), shape: [2, 1] },
  },
];

async function learned(optimizer: StatefulOptimizer): Promise<unknown> {
  const model = new Line();
  const { losses } = await fit(model, batches, { loss: meanSquaredError, optimizer, epochs: 5 });
  const kernel = [...(await model.kernel.data())];
  model.dispose();
  optimizer.dispose();
  return { losses, kernel };
}

test('what is differentiated is the loss times the scale; what is told and stepped by is of the loss', () => {
  const w = tf.variable(tf.scalar(3));
  const optimizer = lossScale(sgd({ learningRate: 0.5 }), { scale: 8 });
  let seen: number | undefined;
  // The gradient that comes back into the loss is that of what is made of it.
  const slope = tf.customGrad((x: unknown) => {
    const gradFunc = (dy: tf.Tensor): tf.Tensor => {
      seen = dy.dataSync()[0]!;
      return tf.mul(dy, 2);
    };
    return { value: tf.mul(x as tf.Tensor, 2), gradFunc };
  });
  const before = memory().tensors;
  const { value, gradients } = optimizer.gradients(() => slope(w), [w]);
  expect([seen, value.dataSync()[0], gradients[w.name]!.dataSync()[0]]).toEqual([8, 6, 2]);
  tf.dispose([value, gradients]);
  expect(memory().tensors).toBe(before);
  w.dispose();
});

test('by a power of two, training is the same to the bit, also around SAM', async () => {
  expect(await learned(lossScale(adam({ learningRate: 0.1 }), { scale: 4096 }))).toEqual(
    await learned(adam({ learningRate: 0.1 })),
  );
  const around = lossScale(sgd({ learningRate: 0.1, globalClipNorm: 1 }));
  expect(await learned(around)).toEqual(await learned(sgd({ learningRate: 0.1, globalClipNorm: 1 })));
  const inner = sam(lossScale(sgd({ learningRate: 0.1 })));
  expect(inner.getConfig()).toMatchObject({ rho: 0.05, optimizer: { name: 'lossScale', scale: 1024 } });
  expect(await learned(inner)).toEqual(await learned(sam(sgd({ learningRate: 0.1 }))));
});

test('a gradient that is lost on its way back is kept by the scale', async () => {
  const w = tf.variable(tf.scalar(1));
  // Backwards 1e-30, then 1e-50, which float32 has not, then 1e-20.
  const tiny = (): tf.Scalar => tf.mul(tf.mul(tf.mul(w, 1e30), 1e-20), 1e-30).asScalar();
  const gradientBy = async (optimizer: StatefulOptimizer): Promise<number> => {
    const { value, gradients } = optimizer.gradients(tiny, [w]);
    const [gradient] = await gradients[w.name]!.data();
    tf.dispose([value, gradients]);
    return gradient!;
  };
  expect(await gradientBy(sgd())).toBe(0);
  expect((await gradientBy(lossScale(sgd(), { scale: 2 ** 60 }))) / 1e-20).toBeCloseTo(1, 5);
  w.dispose();
});

test('errors', () => {
  expect(() => lossScale(sgd(), { scale: 0 })).toThrow(
    new ArgumentError('lossScale: scale must be above 0, got 0.'),
  );
  expect(() => lossScale(sgd(), { dynamic: true } as never)).toThrow(
    'lossScale: there is no option "dynamic"; the only one is scale.',
  );
  expect(() => lossScale(tf.train.sgd(1) as never)).toThrow(
    'lossScale: the first argument is an optimizer of @thaw/optimizers, such as adam(), got an SGDOptimizer.',
  );
});
