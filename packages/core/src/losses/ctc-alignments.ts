import { tf } from '@thaw/backend';

/** The logarithm of 0, as a number that float32 can still add to itself. */
const NEVER = -1e30;

/**
 * −ln of the sum over all paths that become the labels, for each row; see `ctc`.
 *
 * A path goes through the states ␣ l₁ ␣ l₂ ␣ … ␣ and from step to step stays, goes one on, or two where that leaves out a blank
 * between two labels that differ. α_t[s] is the logarithm of the probability of all ways to s in t steps, β_t[s] of those from s
 * to the end; e^(α + β − ln P) is then the part of the paths that are in s at t, and the gradient in the logits is
 * softmax(z) − Σ of those parts over the states of each class.
 *
 * Shapes: logits [batch, time, classes], labels [batch, labels] of int32 padded with the blank, steps [batch, time] of 1 and then
 * 0 → [batch].
 */
export function alignmentLosses(
  logits: tf.Tensor,
  labels: tf.Tensor,
  steps: tf.Tensor,
  blank: number,
): tf.Tensor {
  const compute = tf.customGrad((...given: (tf.Tensor | tf.GradSaveFunc)[]) => {
    const [z, save] = given as [tf.Tensor, tf.GradSaveFunc];
    const states = statesOf(labels, blank);
    const logarithms = tf.logSoftmax(z);
    const isClass = tf.oneHot(tf.cast(states, 'int32'), z.shape[2]!, 1, 0, 'float32') as tf.Tensor; // [batch, states, classes]
    const emitted = tf.matMul(logarithms, isClass, false, true); // [batch, time, states]
    const [skip, last] = [skipsOf(states, blank), endsOf(labels, states, blank)];
    const forward = tf.stack(goForward(tf.unstack(emitted, 1), tf.unstack(steps, 1), skip), 1);
    const total = tf.logSumExp(
      tf.add(tf.squeeze(tf.slice(forward, [0, z.shape[1]! - 1], [-1, 1]), [1]), last),
      1,
    );
    save([logarithms, isClass, emitted, forward, steps, skip, last, total]);
    return { value: tf.neg(total), gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradientOf(dy, saved) };
  });
  return compute(logits);
}

function gradientOf(dy: tf.Tensor, saved: readonly tf.Tensor[]): tf.Tensor {
  const [logarithms, isClass, emitted, forward, steps, skip, last, total] = saved as [
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
    tf.Tensor,
  ];
  const backward = tf.stack(goBackward(tf.unstack(emitted, 1), tf.unstack(steps, 1), skip, last), 1);
  const parts = tf.exp(tf.sub(tf.add(forward, backward), tf.reshape(total, [-1, 1, 1]))); // [batch, time, states]
  const gradient = tf.sub(tf.exp(logarithms), tf.matMul(parts, isClass));
  const hasPath = tf.cast(tf.greater(total, NEVER / 10), 'float32');
  const factor = tf.mul(tf.reshape(tf.mul(dy, hasPath), [-1, 1, 1]), tf.expandDims(steps, 2));
  return tf.mul(gradient, factor);
}

/** ␣ l₁ ␣ l₂ ␣ …: [batch, 2·labels + 1]. */
function statesOf(labels: tf.Tensor, blank: number): tf.Tensor {
  const [batch, length] = labels.shape as [number, number];
  const pairs = tf.reshape(tf.stack([tf.fill([batch, length], blank, 'int32'), labels], 2), [
    batch,
    2 * length,
  ]);
  return tf.cast(tf.concat([pairs, tf.fill([batch, 1], blank, 'int32')], 1), 'float32');
}

/** 0 where a path may come from two states before, the logarithm of 0 where not. */
function skipsOf(states: tf.Tensor, blank: number): tf.Tensor {
  const isLabel = tf.cast(tf.notEqual(states, blank), 'float32');
  const differs = tf.cast(tf.notEqual(states, moved(states, 2, blank)), 'float32');
  return tf.mul(tf.sub(1, tf.mul(isLabel, differs)), NEVER);
}

/** 0 in the two states where a path may end, the last label and the blank after it; the logarithm of 0 in all others. */
function endsOf(labels: tf.Tensor, states: tf.Tensor, blank: number): tf.Tensor {
  const counts = tf.sum(tf.cast(tf.notEqual(labels, blank), 'float32'), 1, true); // [batch, 1]
  const place = tf.expandDims(tf.range(0, states.shape[1]!), 0);
  const beyond = tf.sub(place, tf.mul(counts, 2)); // 0 at the last blank, −1 at the last label
  const isEnd = tf.logicalAnd(tf.lessEqual(beyond, 0), tf.greaterEqual(beyond, -1));
  return tf.mul(tf.sub(1, tf.cast(isEnd, 'float32')), NEVER);
}

/** α of every step, [batch, states] each. */
function goForward(emitted: readonly tf.Tensor[], steps: readonly tf.Tensor[], skip: tf.Tensor): tf.Tensor[] {
  const isStart = tf.less(tf.expandDims(tf.range(0, skip.shape[1]!), 0), 2);
  let now = tf.add(emitted[0]!, tf.mul(tf.sub(1, tf.cast(isStart, 'float32')), NEVER));
  const all = [now];
  for (let t = 1; t < emitted.length; t++) {
    const ways = sumOf(now, moved(now, 1, NEVER), tf.add(moved(now, 2, NEVER), skip));
    now = where(steps[t]!, tf.add(ways, emitted[t]!), now);
    all.push(now);
  }
  return all;
}

/** β of every step, [batch, states] each. */
function goBackward(
  emitted: readonly tf.Tensor[],
  steps: readonly tf.Tensor[],
  skip: tf.Tensor,
  last: tf.Tensor,
): tf.Tensor[] {
  let now = last;
  const all = [now];
  for (let t = emitted.length - 1; t > 0; t--) {
    const next = tf.add(now, emitted[t]!);
    const ways = sumOf(next, moved(next, -1, NEVER), moved(tf.add(next, skip), -2, NEVER));
    now = where(steps[t]!, ways, now);
    all.push(now);
  }
  return all.reverse();
}

/** States moved by so many places towards the end, or the beginning; what comes in is `fill`. */
function moved(states: tf.Tensor, places: number, fill: number): tf.Tensor {
  const [rows, count] = states.shape as [number, number];
  const kept = tf.slice(states, [0, Math.max(0, -places)], [rows, count - Math.abs(places)]);
  return tf.pad(
    kept,
    [
      [0, 0],
      [Math.max(0, places), Math.max(0, -places)],
    ],
    fill,
  );
}

/** ln(eᵃ + eᵇ + eᶜ). */
function sumOf(a: tf.Tensor, b: tf.Tensor, c: tf.Tensor): tf.Tensor {
  const most = tf.maximum(tf.maximum(a, b), c);
  const sum = tf.add(tf.add(tf.exp(tf.sub(a, most)), tf.exp(tf.sub(b, most))), tf.exp(tf.sub(c, most)));
  return tf.add(most, tf.log(sum));
}

/** `yes` in the rows whose step there is, `no` in the others. */
function where(step: tf.Tensor, yes: tf.Tensor, no: tf.Tensor): tf.Tensor {
  return tf.where(tf.cast(tf.expandDims(step, 1), 'bool'), yes, no);
}
