import { tf } from '@thaw/backend';

import { requirePositive } from './check-numbers.ts';
import { defineLoss } from './define-loss.ts';
import { kinshipOf } from './kinship.ts';
import type { ConfigurableLoss, LossOptions } from './loss.ts';
import { normalized } from './normalized.ts';

/** Options of `infoNCE.with`. */
export interface InfoNCEOptions extends LossOptions {
  /** What cosines are divided by: less looks at the nearest rows more. @defaultValue 0.1 */
  readonly temperature?: number;
}

/**
 * InfoNCE: each row of a batch is to tell the rows of its own label from all others, by the cosines s of their embeddings. Row
 * i has the loss
 *
 * mean over p like i of  −ln( e^(s_ip/temperature) / Σ_{j≠i} e^(s_ij/temperature) )
 *
 * and the loss is the mean over rows that have a like. Two views of each example under one label make it SimCLR's NT-Xent;
 * the labels of classes make it supervised.
 *
 * Shapes: target [batch] with whole-number labels, prediction [batch, units] → one number; a place is a row.
 *
 * @throws {ShapeError} when there is not one label a row.
 * @see van den Oord et al. 2018, https://arxiv.org/abs/1807.03748; Chen et al. 2020, https://arxiv.org/abs/2002.05709; Khosla et al.
 * 2020, https://arxiv.org/abs/2004.11362
 * @example
 * ```ts
 * import { infoNCE, tf } from '@thaw/core';
 *
 * const views = tf.tensor2d([[1, 0], [1, 0], [0, 1], [0, 1]]); // two examples, twice each
 * infoNCE.with({ temperature: 1 })(tf.tensor1d([0, 0, 1, 1]), views).print(); // ln(e + 2) − 1 = 0.5514
 * ```
 */
export const infoNCE: ConfigurableLoss<InfoNCEOptions> = /* @__PURE__ */ defineLoss<InfoNCEOptions>({
  name: 'infoNCE',
  options: ['temperature'],
  checkOptions: (owner, { temperature }) => requirePositive(owner, 'temperature', temperature),
  places: (target, prediction, { temperature = 0.1 }) => {
    const { like, self } = kinshipOf('infoNCE', target, prediction);
    const rows = normalized(prediction);
    const cosines = tf.matMul(rows, rows, false, true); // [batch, batch]
    const logits = tf.sub(tf.div(cosines, temperature), tf.mul(self, 1e9)); // without the row itself
    const count = tf.sum(like, 1);
    const losses = tf.neg(tf.sum(tf.mul(like, tf.logSoftmax(logits)), 1));
    return { losses: tf.div(losses, tf.maximum(count, 1)), counts: tf.minimum(count, 1) };
  },
});
