import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { describe, expect, test } from 'vitest';

import { draw, fusedCases } from '../conformance/fused-operations.ts';
import {
  activate,
  biasActivation,
  currentDevice,
  ensureDevice,
  layerNorm,
  lstmSequence,
  multiHeadAttention,
  rmsNorm,
  softmaxCrossEntropy,
  tf,
  useDevice,
} from '../index.ts';
import { activationNames } from './bias-activation/reference.ts';
import { runOperation, runReference } from './operation.ts';

/** How the device is started: on wasm with 1, 2 and 3 threads; where another was chosen before, as it is. */
const starts: (() => Promise<unknown>)[] =
  currentDevice()?.name === 'webgpu'
    ? [() => ensureDevice()]
    : [1, 2, 3].map((threads) => () => useDevice('wasm', { threads }));

describe.each(fusedCases)('$name', ({ operation, inputs, attributes = {} }) => {
  test('equals its reference, with the same bits on any number of threads', async () => {
    const seen: unknown[] = [];
    for (const start of starts) {
      await start();
      const given = inputs();
      const results = runOperation(operation, given, attributes);
      const expected = [runReference(operation, given as Record<string, tf.Tensor>, attributes)].flat();
      expect(results.length).toBe(expected.length);
      for (const [i, result] of results.entries()) await expectClose(result, expected[i]!, 1e-5, 1e-2);
      seen.push(await Promise.all(results.map((result) => result.data())));
    }
    for (const bits of seen) expect(bits).toEqual(seen[0]);
  });
});

describe('the gradient is that of central differences', () => {
  test('of cross-entropy', async () => {
    await starts[0]!();
    const target = tf.tensor1d([0, 2, 3], 'int32'); // the last is no class
    await checkGradient((z) => softmaxCrossEntropy(z!, target).mul(draw(2, 3)).sum(), [draw(1, 3, 3)]);
  });

  test.each([layerNorm, rmsNorm])('of %o', async (norm) => {
    const inputs = [draw(1, 2, 3, 5), draw(2, 5), draw(3, 5)];
    await checkGradient(
      (x, gamma, beta) =>
        norm(x!, { gamma, beta }, 1e-3)
          .mul(draw(4, 2, 3, 5))
          .sum(),
      inputs,
    );
    await checkGradient(
      (x) =>
        norm(x!, {}, 1e-3)
          .mul(draw(4, 2, 3, 5))
          .sum(),
      [inputs[0]!],
    );
  });

  test.each(activationNames)('of %s', async (name) => {
    const inputs = [draw(11, 2, 3, 5), draw(12, 5)];
    const weigh = (y: tf.Tensor): tf.Tensor => y.mul(draw(3, 2, 3, 5)).sum();
    const nearby = { step: 1e-3 }; // lest a step go over the kink of relu
    await checkGradient((x, bias) => weigh(biasActivation(x!, bias!, name)), inputs, nearby);
    await checkGradient((x) => weigh(activate(x!, name)), [inputs[0]!], nearby);
  });

  test('of attention', async () => {
    const inputs = [draw(1, 2, 3, 4), draw(2, 2, 5, 4), draw(3, 2, 5, 6)];
    const mask = tf.tensor2d([[1, 1, 0, 1, 0], [0, 0, 0, 0, 0], [0, 1, 1, 1, 1]]); // prettier-ignore
    for (const options of [{ causal: false }, { causal: true }, { causal: false, mask }]) {
      const attend = (q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor =>
        multiHeadAttention(q, k, v, { numHeads: 2, scale: 0.7, ...options });
      await checkGradient(
        (q, k, v) =>
          attend(q!, k!, v!)
            .mul(draw(4, 2, 3, 6))
            .sum(),
        inputs,
      );
    }
  });
});

test('far below 0, where 1 + erf cancels, GELU keeps its digits', async () => {
  await starts[0]!();
  const exact = [-5 * 2.866515719e-7, -4 * 3.167124183e-5];
  for (const [i, x] of [-5, -4].entries()) {
    await expectClose(activate(tf.tensor1d([x]), 'gelu'), [exact[i]!], 1e-3);
  }
  await expectClose(activate(tf.tensor1d([-100, -1e30, 100]), 'gelu'), [0, 0, 100], 0);
});

test('no operation leaves a tensor behind', async () => {
  await starts[0]!();
  const [x, projected, kernel, state] = [draw(1, 2, 3, 4), draw(2, 3, 2, 8), draw(3, 2, 8), draw(4, 2, 2)];
  const [logits, draw4, target] = [draw(1, 2, 3), draw(2, 4), tf.tensor1d([0, 2], 'int32')];
  await expectNoLeak(() =>
    tf.dispose([
      biasActivation(x, draw4, 'relu'),
      activate(x, 'geluTanh'),
      softmaxCrossEntropy(logits, target),
      layerNorm(x, {}, 1e-3),
      multiHeadAttention(x, x, x, { numHeads: 2, scale: 1, causal: true }),
      ...Object.values(lstmSequence(projected, kernel, { hidden: state, cell: state })),
    ]),
  );
});
