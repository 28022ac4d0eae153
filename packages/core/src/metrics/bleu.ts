import { ArgumentError, checkOptions, checkSize, describe, ShapeError, tf } from '@thaw/backend';

import { weightsOf } from './mean-sums.ts';
import type { Metric } from './metric.ts';

/** Options of `bleu`. */
export interface BleuOptions {
  /** The longest runs of tokens that are compared. @defaultValue 4 */
  readonly maxOrder?: number;
  /** The id that stands behind the end of sentences that are shorter than others. @defaultValue -1 */
  readonly padding?: number;
}

/**
 * BLEU of a whole corpus: how many of the runs of 1 to 4 tokens in the candidates stand in their references too, each run as
 * often as it does in one reference at most.
 *
 * p_n = Σ min(times in candidate, most times in a reference) / Σ runs of n in candidates
 * BLEU = min(1, e^(1 − r/c)) · (p₁·…·p_N)^(1/N)
 *
 * c is the length of all candidates, r that of the references nearest in length (the shorter of two as near). It is from 0 to 1,
 * and 0 where no run of N tokens is right: nothing is smoothed.
 *
 * Shapes: target [batch, length] of token ids, or [batch, references, length] where there are several; prediction [batch, time] of
 * ids, or logits [batch, time, tokens], of which the largest is taken. Memory grows with batch·references·time·length and
 * batch·time².
 *
 * @throws {ArgumentError} when an option is not what it should be.
 * @throws {ShapeError} when target and prediction are not of such shapes.
 * @see Papineni et al. 2002, https://aclanthology.org/P02-1040
 * @example
 * ```ts
 * import { bleu, tf } from '@thaw/core';
 *
 * const metric = bleu({ maxOrder: 2 });
 * const sums = metric.measure(tf.tensor2d([[5, 6, 7, 8]]), tf.tensor2d([[5, 6, 7, 9]]));
 * console.log(metric.result(sums.dataSync())); // √(3/4 · 2/3) = 0.7071
 * ```
 */
export function bleu(options: BleuOptions = {}): Metric<number, 'bleu'> {
  checkOptions('bleu', options, ['maxOrder', 'padding']);
  const { maxOrder = 4, padding = -1 } = options;
  checkSize('bleu', 'maxOrder', maxOrder);
  if (!Number.isInteger(padding)) {
    throw new ArgumentError(`bleu: padding must be a whole number, such as -1, got ${describe(padding)}.`);
  }
  return {
    name: 'bleu',
    measure: (target, prediction, weighting) => {
      const { candidates, references } = sentencesOf(target, prediction);
      const weights = weightsOf('bleu', [candidates.shape[0]!], weighting) ?? tf.scalar(1);
      const counts = [
        ...countRuns(candidates, references, maxOrder, padding),
        ...lengthsOf(candidates, references, padding),
      ];
      return tf.stack(counts.map((rows) => tf.sum(tf.mul(rows, weights))));
    },
    result: (total) => {
      let logarithm = 0;
      for (let n = 0; n < maxOrder; n++) {
        if (!(total[2 * n]! > 0)) return 0;
        logarithm += Math.log(total[2 * n]! / total[2 * n + 1]!) / maxOrder;
      }
      const [candidate, reference] = [total[2 * maxOrder]!, total[2 * maxOrder + 1]!];
      return Math.exp(logarithm + Math.min(0, 1 - reference / candidate));
    },
  };
}

/** Candidates [batch, time] and references [batch, references, length]. */
function sentencesOf(
  target: tf.Tensor,
  prediction: tf.Tensor,
): { candidates: tf.Tensor; references: tf.Tensor } {
  const candidates = prediction.rank === 3 ? tf.argMax(prediction, -1) : prediction;
  const references = target.rank === 2 ? tf.expandDims(target, 1) : target;
  if (candidates.rank === 2 && references.rank === 3 && candidates.shape[0] === references.shape[0]) {
    return { candidates: tf.cast(candidates, 'float32'), references: tf.cast(references, 'float32') };
  }
  throw new ShapeError(
    'bleu: expected references [batch, length] or [batch, references, length] and candidates [batch, time] or logits ' +
      `[batch, time, tokens], got [${target.shape.join(', ')}] and [${prediction.shape.join(', ')}].`,
  );
}

/** For each n from 1: how many runs of n tokens are right, and how many there are, [batch] each. */
function countRuns(
  candidates: tf.Tensor,
  references: tf.Tensor,
  maxOrder: number,
  padding: number,
): tf.Tensor[] {
  const [time, length] = [candidates.shape[1]!, references.shape[2]!];
  const isToken = tf.cast(tf.notEqual(candidates, padding), 'float32');
  const tokens = tf.expandDims(tf.expandDims(candidates, 1), 3); // [batch, 1, time, 1]
  const counted = tf.expandDims(tf.expandDims(isToken, 1), 3);
  const alike = (others: tf.Tensor): tf.Tensor =>
    tf.mul(tf.cast(tf.equal(tokens, tf.expandDims(others, 2)), 'float32'), counted);
  const withReferences = alike(references); // [batch, references, time, length]
  const among = alike(tf.expandDims(candidates, 1)); // [batch, 1, time, time]
  const lengths = tf.sum(isToken, 1);
  const counts: tf.Tensor[] = [];
  let [found, repeated] = [withReferences, among];
  for (let n = 1; n <= maxOrder; n++) {
    if (n > 1) {
      found = n > Math.min(time, length) ? found : lengthened(found, withReferences, n);
      repeated = n > time ? repeated : lengthened(repeated, among, n);
    }
    const none = n > Math.min(time, length); // a run longer than a sentence
    counts.push(none ? tf.mul(lengths, 0) : rightRuns(found, repeated), tf.relu(tf.sub(lengths, n - 1)));
  }
  return counts;
}

/** Which runs of n tokens are alike, from those of n − 1 and from the tokens. */
function lengthened(runs: tf.Tensor, tokens: tf.Tensor, n: number): tf.Tensor {
  const [batch, others, rows, columns] = tokens.shape as [number, number, number, number];
  const size = [batch, others, rows - n + 1, columns - n + 1];
  return tf.mul(tf.slice(runs, [0, 0, 0, 0], size), tf.slice(tokens, [0, 0, n - 1, n - 1], size));
}

/** Runs that stand in one reference more often than earlier in their own sentence: so each counts as often as it may. */
function rightRuns(found: tf.Tensor, repeated: tf.Tensor): tf.Tensor {
  const place = tf.range(0, repeated.shape[3]!);
  const isEarlier = tf.cast(tf.less(tf.expandDims(place, 0), tf.expandDims(place, 1)), 'float32');
  const earlier = tf.squeeze(tf.sum(tf.mul(repeated, isEarlier), 3), [1]); // [batch, runs]
  const most = tf.max(tf.sum(found, 3), 1);
  return tf.sum(tf.cast(tf.less(earlier, most), 'float32'), 1);
}

/** The length of each candidate, and that of its reference nearest in length, [batch] each. */
function lengthsOf(candidates: tf.Tensor, references: tf.Tensor, padding: number): tf.Tensor[] {
  const lengthOf = (ids: tf.Tensor): tf.Tensor => tf.sum(tf.cast(tf.notEqual(ids, padding), 'float32'), -1);
  const [own, others] = [lengthOf(candidates), lengthOf(references)];
  const farther = tf.sub(others, tf.expandDims(own, 1)); // [batch, references]
  const distance = tf.add(tf.abs(farther), tf.mul(tf.cast(tf.greater(farther, 0), 'float32'), 0.5));
  const places = tf.range(0, others.shape[1]!, 1, 'int32');
  const isNearest = tf.cast(tf.equal(tf.expandDims(tf.argMin(distance, 1), 1), places), 'float32');
  return [own, tf.sum(tf.mul(others, isNearest), 1)];
}
