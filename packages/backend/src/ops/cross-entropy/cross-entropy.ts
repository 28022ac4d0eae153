import { tf } from '../../tfjs.ts';
import { checkShape } from '../check-shape.ts';
import { type Operation, runOperation } from '../operation.ts';
import { crossEntropyGradientReference, crossEntropyReference } from './reference.ts';

/**
 * Cross-entropy of whole-number labels with the softmax of logits, one number for each row:
 *
 * loss = ln Σ_c e^z_c − z_label,   dz_c = e^(z_c − ln Σ e^z) − [c = label]
 *
 * A label that is no class, such as −1, has loss 0 and gradient 0.
 *
 * Shapes: logits [rows, classes], labels [rows] of int32 → [rows].
 *
 * @throws {ShapeError} when a shape is another.
 * @example
 * ```ts
 * import { softmaxCrossEntropy, tf, useDevice } from '@thaw/backend';
 *
 * await useDevice();
 * const labels = tf.tensor1d([1], 'int32');
 * softmaxCrossEntropy(tf.tensor2d([[0, 0]]), labels).print(); // ln 2 = 0.6931
 * ```
 */
export function softmaxCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  checkShape('softmaxCrossEntropy', { logits }, ['rows', 'classes']);
  checkShape('softmaxCrossEntropy', { labels }, [logits.shape[0]!], { logits });
  return tf.tidy(() => runOperation(crossEntropy, { logits, labels })[0]!);
}

/** Outputs: losses [rows], and ln Σ eᶻ of each row. */
export const crossEntropy: Operation = {
  name: 'ThawCrossEntropy',
  reference: ({ logits, labels }) => crossEntropyReference(logits!, labels!),
  gradient: {
    inputsToSave: ['logits', 'labels'],
    outputsToSave: [false, true],
    results: 1,
    compute: ([dy], [logits, labels, sums]) => ({
      logits: runOperation(crossEntropyGradient, {
        logits: logits!,
        labels: labels!,
        sums: sums!,
        dy: dy!,
      })[0]!,
    }),
  },
};

/** Output: the gradient in the logits. */
export const crossEntropyGradient: Operation = {
  name: 'ThawCrossEntropyGradient',
  reference: ({ logits, labels, sums, dy }) => crossEntropyGradientReference(logits!, labels!, sums!, dy!),
  again: {
    inputs: ['logits', 'labels', 'dy'],
    compute: ({ logits, labels, dy }) =>
      crossEntropyGradientReference(logits!, labels!, tf.logSumExp(logits!, -1), dy!),
  },
};
