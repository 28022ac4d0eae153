import { tf } from '@thaw/backend';

/** A place on the line that is searched: numbers on the device. */
export interface Place {
  /** How far along the direction. */
  readonly length: tf.Tensor;
  readonly loss: tf.Tensor;
  /** The gradient along the direction. */
  readonly slope: tf.Tensor;
  /** The gradient of all weights, as one vector. */
  readonly gradient: tf.Tensor;
}

/** A search on its way; flags are 1 or 0. */
export interface Search {
  /** The best place so far. Until a minimum is enclosed, the place tried last. */
  readonly low: Place;
  /** The other end. Until a minimum is enclosed, the place tried before the last. */
  readonly high: Place;
  /** Whether a minimum is enclosed between low and high. */
  readonly encloses: tf.Tensor;
  /** Whether the last try was near an end. */
  readonly nearEnd: tf.Tensor;
  /** How many places were tried before the one to be tried now. */
  readonly tries: tf.Tensor;
}

/** What a try has led to. */
export interface Tried extends Search {
  /** Whether low is the place where the search ends. */
  readonly isDone: tf.Tensor;
  /** Where to try next. */
  readonly length: tf.Tensor;
}

/** The loss must fall by this part of what the slope promises, and the slope to this part of itself. */
const [C1, C2] = [1e-4, 0.9];
/** The most places a search tries, and the shortest stretch it parts. */
const [MOST_TRIES, SHORTEST] = [25, 1e-9];

/**
 * One try of a line search for the strong conditions of Wolfe, where f(t) is the loss at t along the direction:
 *
 * f(t) ≤ f(0) + c₁·t·f′(0) and |f′(t)| ≤ c₂·|f′(0)|,  c₁ = 1e-4, c₂ = 0.9
 *
 * First t grows until a minimum is enclosed, then the stretch shrinks, both by the cubic through two places and their slopes
 * (equation 3.59 of Nocedal and Wright), as in PyTorch's `strong_wolfe`. All is decided on the device, by choosing numbers
 * there: nothing is read, and one gradient is one step.
 *
 * @param start the place at length 0.
 * @param here what was found at the place to be tried.
 * @param reach the largest number of the direction.
 * @see Nocedal and Wright 2006, algorithms 3.5 and 3.6, https://doi.org/10.1007/978-0-387-40065-5
 */
export function wolfeSearch(
  { low, high, encloses, nearEnd, tries }: Search,
  start: Place,
  here: Place,
  reach: tf.Tensor,
): Tried {
  const isWithin = tf.greater(encloses, 0);
  const promised = tf.add(start.loss, tf.mul(tf.mul(here.length, start.slope), C1));
  const isLower = tf.less(here.loss, low.loss);
  // Turned about, so that a loss that is no number is too high.
  const isTooHigh = tf.logicalNot(tf.lessEqual(here.loss, promised));
  const compares = tf.logicalOr(isWithin, tf.greater(tries, 1));
  const isWorse = tf.logicalOr(isTooHigh, tf.logicalAnd(compares, tf.logicalNot(isLower)));
  const isFlat = tf.lessEqual(tf.abs(here.slope), tf.mul(start.slope, -C2));
  const isTaken = tf.logicalAnd(isFlat, tf.logicalNot(isWorse));

  // Is the minimum between low and here, or beyond?
  const rises = tf.greaterEqual(here.slope, 0);
  const isEnd = tf.logicalOr(isWorse, tf.logicalAnd(tf.logicalNot(isWithin), rises));
  const goesBack = tf.greaterEqual(tf.mul(here.slope, tf.sub(high.length, low.length)), 0);
  const keepsHigh = tf.logicalAnd(isWithin, tf.logicalNot(goesBack));
  const isBest = tf.logicalOr(isTaken, tf.logicalOr(tf.logicalNot(isEnd), isLower));
  const nextLow = choose(isBest, here, low);
  const nextHigh = choose(isEnd, choose(isLower, low, here), choose(keepsHigh, high, low));
  const within = tf.logicalOr(isWithin, isEnd);

  const stretch = tf.abs(tf.sub(nextHigh.length, nextLow.length));
  const isShort = tf.logicalAnd(within, tf.less(tf.mul(stretch, reach), SHORTEST));
  const isOver = tf.logicalOr(isShort, tf.greaterEqual(tries, MOST_TRIES));
  const { length, nearEnd: isNear } = nextLength(nextLow, nextHigh, within, nearEnd);
  return {
    low: nextLow,
    high: nextHigh,
    encloses: tf.cast(within, 'float32'),
    nearEnd: isNear,
    tries: tf.add(tries, 1),
    isDone: tf.logicalOr(isTaken, isOver),
    length,
  };
}

/** One place or another. */
export function choose(condition: tf.Tensor, one: Place, other: Place): Place {
  return {
    length: tf.where(condition, one.length, other.length),
    loss: tf.where(condition, one.loss, other.loss),
    slope: tf.where(condition, one.slope, other.slope),
    gradient: tf.where(condition, one.gradient, other.gradient),
  };
}

/** Where the cubic has its minimum: between the ends where one is enclosed, else beyond the last. */
function nextLength(
  low: Place,
  high: Place,
  within: tf.Tensor,
  nearEnd: tf.Tensor,
): { length: tf.Tensor; nearEnd: tf.Tensor } {
  const beyond = tf.add(low.length, tf.mul(tf.sub(low.length, high.length), 0.01));
  const left = tf.where(within, tf.minimum(low.length, high.length), beyond);
  const right = tf.where(within, tf.maximum(low.length, high.length), tf.mul(low.length, 10));
  const lowest = cubicMinimum(low, high);
  const held = tf.minimum(tf.maximum(lowest, left), right);
  const length = tf.where(tf.isFinite(lowest), held, tf.div(tf.add(left, right), 2));

  // Twice near one end, or at it: a tenth of the stretch away from it.
  const tenth = tf.mul(tf.sub(right, left), 0.1);
  const [toLeft, toRight] = [tf.sub(length, left), tf.sub(right, length)];
  const nearest = tf.minimum(toLeft, toRight);
  const isNear = tf.logicalAnd(within, tf.less(nearest, tenth));
  const isStuck = tf.logicalOr(tf.greater(nearEnd, 0), tf.lessEqual(nearest, 0));
  const isMoved = tf.logicalAnd(isNear, isStuck);
  const away = tf.where(tf.less(toRight, toLeft), tf.sub(right, tenth), tf.add(left, tenth));
  return {
    length: tf.where(isMoved, away, length),
    nearEnd: tf.cast(tf.logicalAnd(isNear, tf.logicalNot(isMoved)), 'float32'),
  };
}

/** NaN where the cubic through both places has no minimum. */
function cubicMinimum(low: Place, high: Place): tf.Tensor {
  const isLowLeft = tf.lessEqual(low.length, high.length);
  const left = choose(isLowLeft, low, high);
  const right = choose(isLowLeft, high, low);
  const stretch = tf.sub(right.length, left.length);
  const secant = tf.div(tf.sub(right.loss, left.loss), stretch);
  const a = tf.sub(tf.add(left.slope, right.slope), tf.mul(secant, 3));
  const b = tf.sqrt(tf.sub(tf.square(a), tf.mul(left.slope, right.slope)));
  const part = tf.div(
    tf.sub(tf.add(right.slope, b), a),
    tf.add(tf.sub(right.slope, left.slope), tf.mul(b, 2)),
  );
  return tf.sub(right.length, tf.mul(stretch, part));
}
