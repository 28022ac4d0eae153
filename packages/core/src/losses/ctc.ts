import { ArgumentError, checkSize, ShapeError, tf } from '@thaw/backend';

import { alignmentLosses } from './ctc-alignments.ts';
import { defineLoss } from './define-loss.ts';
import type { ConfigurableLoss, LossOptions } from './loss.ts';
import { spreadMask } from './weighting.ts';

/** Options of `ctc.with`. */
export interface CTCOptions extends LossOptions {
  /** The class that stands for no label; rows of labels are padded with it at their end. @defaultValue 0 */
  readonly blank?: number;
}

/**
 * Connectionist temporal classification: the labels of a sequence whose places in time nobody told. With q = softmax(z) at each
 * time step,
 *
 * mean over rows of  −ln Σ_π Π_t q_t[π_t]
 *
 * over all paths π that become the labels when what repeats is merged and blanks are left out; summed by the forward
 * algorithm in logarithms, with the gradient q − (the part of the paths that are in each class at each time) of the backward
 * one.
 *
 * A mask [batch, time] says which steps there are: 1 up to a sequence's end, 0 behind it. A row of more labels than its steps
 * can hold (one for each label, and one between two that are equal) has no path; its loss is 1e30 and its gradient 0. In
 * `train` and `fit` it is refused where no mask is needed to see it.
 *
 * Shapes: target [batch, labels], padded with the blank; prediction [batch, time, classes] → one number; a place is a row of
 * the batch.
 *
 * @throws {ShapeError} when the shapes are others.
 * @throws {ArgumentError} when blank is no class; in `train` and `fit`, when a label is none, follows padding, or they do not fit.
 * @see Graves et al. 2006, https://doi.org/10.1145/1143844.1143891
 * @example
 * ```ts
 * import { ctc, tf } from '@thaw/core';
 *
 * // Two steps of two classes that are equally likely: of the four paths, 11, 01 and 10 say "1".
 * ctc(tf.tensor2d([[1]], [1, 1], 'int32'), tf.zeros([1, 2, 2])).print(); // −ln(3/4) = 0.2877
 * ```
 */
export const ctc: ConfigurableLoss<CTCOptions> = /* @__PURE__ */ defineLoss<CTCOptions>({
  name: 'ctc',
  options: ['blank'],
  checkOptions: (owner, { blank }) => {
    if (blank !== undefined) checkSize(owner, 'blank', blank, 0);
  },
  places: (target, prediction, { blank = 0 }, weighting) => {
    requireSequences(target, prediction, blank);
    const [batch, time] = prediction.shape as [number, number];
    const mask = weighting?.mask;
    const isOfSteps = mask !== undefined && mask.rank === 2 && mask.shape[1] === time;
    const steps = isOfSteps ? spreadMask('ctc', mask, [batch, time]) : tf.ones([batch, time]);
    const losses = alignmentLosses(prediction, tf.cast(target, 'int32'), steps, blank);
    return { losses, ...(isOfSteps && { rest: { sampleWeight: weighting?.sampleWeight } }) };
  },
  checkTarget: (labels, shape, { blank = 0 }) => checkSequences(labels, shape, blank),
});

function requireSequences(target: tf.Tensor, { shape }: tf.Tensor, blank: number): void {
  if (shape.length !== 3 || target.rank !== 2 || target.shape[0] !== shape[0] || target.shape[1] === 0) {
    throw new ShapeError(
      `ctc: expected labels [batch, labels] and predictions [batch, time, classes], got [${target.shape.join(', ')}] and [${shape.join(', ')}].`,
    );
  }
  if (blank < shape[2]!) return;
  throw new ArgumentError(
    `ctc: the blank is class ${blank}, and there are ${shape[2]} classes, counted from 0.`,
  );
}

function checkSequences(labels: ArrayLike<number>, shape: readonly number[], blank: number): void {
  const [batch = 1, time = 0, classes = 0] = shape;
  const length = labels.length / batch;
  for (let row = 0; row < batch; row++) {
    let needed = 0;
    let ended = false;
    for (let i = 0; i < length; i++) {
      const label = labels[row * length + i]!;
      if (!Number.isInteger(label) || label < 0 || label >= classes) {
        throw new ArgumentError(
          `ctc: label ${label} in row ${row} is out of range: there are ${classes} classes, so labels must be whole numbers from 0 to ${classes - 1}.`,
        );
      }
      if (label === blank) ended = true;
      else if (ended) {
        throw new ArgumentError(
          `ctc: row ${row} has label ${label} after the blank ${blank}, which only pads the end of a row; leave blanks out between labels.`,
        );
      } else needed += i > 0 && label === labels[row * length + i - 1] ? 2 : 1;
    }
    if (needed <= time) continue;
    throw new ArgumentError(
      `ctc: the labels of row ${row} need ${needed} time steps, one each and one between two that are equal, and there are ${time}; give longer sequences or fewer labels.`,
    );
  }
}
