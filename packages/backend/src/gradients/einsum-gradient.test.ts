import { checkGradient, expectClose, expectNoLeak } from '@thaw/testing';
import { beforeEach, describe, expect, test } from 'vitest';

import { ensureDevice, Random, tf } from '../index.ts';
import { registerMissingKernels } from '../kernels/missing-kernels.ts';

const product = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.einsum('ij,j->i', a, b).mul([1, 10]).sum();
const given = (): tf.Tensor[] => [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor1d([5, 6])];

describe("the gradient of Einstein's sum", () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('is not there in TensorFlow.js', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(() => tf.grads(product)(given())).toThrow('gradient function not found for Einsum');
  });

  describe('in Thaw', () => {
    beforeEach(async () => {
      registerMissingKernels((await ensureDevice()).name);
    });

    test('is the sum with the other factor', async () => {
      const [a, b] = tf.grads(product)(given());
      await expectClose(a!, Float32Array.of(5, 6, 50, 60), 0);
      await expectClose(b!, Float32Array.of(31, 42), 0);
    });

    test.each<[string, ...number[][]]>([
      ['ij->ji', [2, 3]],
      ['ijk->j', [2, 3, 4]],
      ['ij -> ', [2, 3]],
      ['i,i->', [3], [3]],
      ['i,j->ij', [3], [2]],
      ['ij,ij->ji', [2, 3], [2, 3]],
      ['ij,jk->ki', [2, 3], [3, 4]],
      ['ij,jk->', [2, 3], [3, 4]],
      ['ij,k->j', [2, 3], [4]],
      ['bqhd,bkhd->bhqk', [2, 3, 2, 4], [2, 5, 2, 4]],
      ['bhqk,bkhd->bqhd', [1, 2, 3, 5], [1, 5, 2, 4]],
    ])('equals central differences: %s', async (equation, ...shapes) => {
      const inputs = shapes.map((shape, i) =>
        tf.tensor(new Random(i).normal(tf.util.sizeFromShape(shape)), shape),
      );
      await checkGradient(
        (...all) =>
          tf
            .einsum(equation, ...all)
            .square()
            .sum(),
        inputs,
      );
    });

    test('leaves no tensor behind', async () => {
      const inputs = given();
      await expectNoLeak(() => tf.tidy(() => void tf.grads(product)(inputs)));
    });
  });
});
