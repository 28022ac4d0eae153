import { expectClose, expectNoLeak } from '@thaw/testing';
import { beforeEach, describe, expect, test } from 'vitest';

import { deviceNames, ensureDevice, tf, useDevice } from '../index.ts';
import { broadcastMatMul } from './broadcast-mat-mul.ts';
import { denseBincount } from './dense-bincount.ts';
import { gatherBatches } from './gather-batches.ts';
import { registerMissingKernels } from './missing-kernels.ts';
import { tensorScatterUpdate } from './tensor-scatter-update.ts';

const ids = (...values: number[]): tf.Tensor => tf.tensor2d(values, [2, values.length / 2], 'int32');

describe('what TensorFlow.js lacks or gets wrong', () => {
  // This test stands first: it shows the faults, before a device is chosen through Thaw.
  test('on cpu: an update changes the tensor itself, an axis from the end has no shape, batches are missing', async () => {
    tf.enableProdMode(); // in which cpu greets nobody
    await tf.setBackend('cpu');
    const x = tf.tensor1d([1, 2]);
    tf.tensorScatterUpdate(x, tf.tensor2d([1], [1, 1], 'int32'), tf.tensor1d([9]));
    await expectClose(x, [1, 9], 0);
    expect(tf.cumsum(tf.ones([2, 3]), -1).shape).toEqual([undefined, 2]);
    const [a, b] = [tf.tensor([1, 2], [2, 1, 1, 1]), tf.tensor([1, 10], [1, 2, 1, 1])];
    const product = tf.matMul(a, b);
    expect([product.shape, (await product.data()).length]).toEqual([[2, 2, 1, 1], 2]); // two of four numbers
  });

  describe('in Thaw', () => {
    beforeEach(async () => {
      registerMissingKernels((await ensureDevice()).name);
    });

    test('an update leaves the tensor as it was; the last number for a place stays', async () => {
      const x = tf.tensor2d([1, 2, 3, 4], [2, 2]);
      const places = tf.tensor2d([1, 1], [2, 1], 'int32');
      const y = tf.tensorScatterUpdate(x, places, tf.tensor2d([5, 6, 7, 8], [2, 2]));
      await expectClose([x, y], [[[1, 2], [3, 4]], [[1, 2], [7, 8]]], 0); // prettier-ignore
    });

    test('an update beyond an axis is an error', () => {
      const places = tf.tensor2d([2], [1, 1], 'int32');
      expect(() => tensorScatterUpdate(tf.ones([2]), places, tf.ones([1]))).toThrow(
        'tensorScatterUpdate: 2 is no place of axis 0, which has 2.',
      );
    });

    test('running sums and products take an axis from the end', async () => {
      const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
      await expectClose(tf.cumsum(x, -1), Float32Array.of(1, 3, 6, 4, 9, 15), 0);
      await expectClose(tf.cumprod(x, -2), Float32Array.of(1, 2, 3, 4, 10, 18), 0);
    });

    test('batches broadcast along two axes multiply the right matrices', async () => {
      const [a, b] = [tf.tensor([1, 2], [2, 1, 1, 1]), tf.tensor([1, 10], [1, 2, 1, 1])];
      await expectClose(tf.matMul(a, b), Float32Array.of(1, 10, 2, 20), 0);
      await expectClose(broadcastMatMul(a, b, false, true)!, Float32Array.of(1, 10, 2, 20), 0);
      expect(broadcastMatMul(a, tf.ones([1, 1, 1, 1]), false, false)).toBe(undefined);
    });

    test('rows are gathered from their own batch, whatever stands before and behind', async () => {
      const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
      await expectClose(gatherBatches(x, ids(2, 0, 0, 1), 1, 1)!, Float32Array.of(3, 1, 4, 5), 0);
      const deep = tf.tensor(Array.from({ length: 12 }, (_, i) => i), [2, 2, 3]); // prettier-ignore
      await expectClose(tf.gather(deep, ids(2, 0) as tf.Tensor1D, 2, 1), Float32Array.of(2, 5, 6, 9), 0);
      expect(gatherBatches(x, ids(0, 1), 1, 0)).toBe(undefined);
    });

    test('weighted counts keep their rows; a number beyond the last bin counts nowhere', async () => {
      const weights = tf.tensor2d([1, 10, 100, 1000], [2, 2]);
      await expectClose(
        denseBincount(ids(1, 1, 0, 7), weights, 2, false)!,
        Float32Array.of(0, 11, 100, 0),
        0,
      );
      expect(denseBincount(ids(1, 1, 0, 7), weights, 2, true)).toBe(undefined);
    });

    test('they leave no tensor behind', async () => {
      const [x, places] = [tf.ones([2, 3]), ids(2, 0, 0, 1)];
      await expectNoLeak(() => gatherBatches(x, places, 1, 1)!.dispose());
      await expectNoLeak(() => tf.cumsum(x, -1).dispose());
    });

    test('each is registered once, and only for its device', async () => {
      const { name } = await useDevice();
      const before = deviceNames.map((device) => tf.getKernel('Cumsum', device)?.kernelFunc);
      registerMissingKernels(name);
      expect(deviceNames.map((device) => tf.getKernel('Cumsum', device)?.kernelFunc)).toEqual(before);
    });
  });
});
