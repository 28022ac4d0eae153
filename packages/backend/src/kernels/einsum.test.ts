import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeAll, describe, expect, test } from 'vitest';

import { ensureDevice, tf } from '../index.ts';
import { einsum } from './einsum.ts';

const a = (): tf.Tensor => tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
const b = (): tf.Tensor => tf.tensor2d([1, 10, 2, 20, 3, 30], [3, 2]);

describe("Einstein's sum", () => {
  // This test stands first: it shows the fault, before a device is chosen through Thaw.
  test('has the wrong shape in TensorFlow.js where two labels vanish one after the other', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    expect(tf.einsum('ij,jk->', a(), b()).shape).toEqual([2]);
  });

  describe('in Thaw', () => {
    beforeAll(async () => {
      await ensureDevice();
    });

    test('sums over what the output does not name', async () => {
      await expectClose(einsum('ij,jk->', [a(), b()]), 506, 0);
      await expectClose(einsum('ij,jk->ik', [a(), b()]), Float32Array.of(14, 140, 32, 320), 0);
      await expectClose(einsum('ij,jk->ki', [a(), b()]), Float32Array.of(14, 32, 140, 320), 0);
      await expectClose(einsum('ij->j', [a()]), Float32Array.of(5, 7, 9), 0);
      await expectClose(einsum(' ij , ij -> ij ', [a(), a()]), Float32Array.of(1, 4, 9, 16, 25, 36), 0);
    });

    test('multiplies batches, whichever way round they lie', async () => {
      const [x, y] = [tf.tensor3d([1, 2, 3, 4], [2, 1, 2]), tf.tensor3d([5, 6, 7, 8], [2, 1, 2])];
      await expectClose(einsum('bij,bkj->bik', [x, y]), Float32Array.of(17, 53), 0);
      await expectClose(einsum('bji,bjk->bik', [x, y]), Float32Array.of(5, 6, 10, 12, 21, 24, 28, 32), 0);
    });

    test.each([
      ['ij,jk', [a(), b()], 'Equations without an arrow are not supported.'],
      ['ij->ik', [a()], 'Output subscripts contain the label k not present in the input subscripts.'],
      ['ij,ij->i', [a(), b()], 'Expected dimension 2 at axis 0 of input shaped [3,2], but got dimension 3'],
    ] as [string, tf.Tensor[], string][])('refuses %s as TensorFlow.js does', (equation, inputs, message) => {
      expect(() => einsum(equation, inputs)).toThrow(message);
    });

    test('leaves no tensor behind', async () => {
      const inputs = [a(), b()];
      await expectNoLeak(() => einsum('ij,jk->ki', inputs).dispose());
    });
  });
});
