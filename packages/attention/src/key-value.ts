import { ShapeError, tf } from '@thaw/backend';

/** Keys and values of a sequence as the heads take them: what generation keeps, so as not to compute it again. */
export type KeyValue = {
  /** Shape [batch, keys, width]. */
  readonly key: tf.Tensor;
  /** Shape [batch, keys, width]. */
  readonly value: tf.Tensor;
};

/**
 * Keys and values with room for all places there will be, of which one is written in each step: they do not grow, so that one program serves
 * all places.
 */
export type KeyValueSlots = {
  /** Shape [batch, places, width]. */
  readonly key: tf.Variable;
  /** Shape [batch, places, width]. */
  readonly value: tf.Variable;
  /** 1 at the place that is written, else 0: [places, 1], float32. */
  readonly here: tf.Tensor;
};

/**
 * The keys and values of a sequence and of what follows it. Where there is room for it, it is written there.
 *
 * @throws {ShapeError} when they differ in rows, heads or size.
 */
export function appendKeyValue(
  owner: string,
  past: KeyValue | KeyValueSlots | undefined,
  next: KeyValue,
): KeyValue {
  if (!past) return next;
  if ('here' in past) return writeKeyValue(past, next);
  const [batch, , width] = next.key.shape as [number, number, number];
  const [rows, , units] = past.key.shape as [number, number, number];
  if (rows !== batch || units !== width) {
    throw new ShapeError(
      `${owner}: expected past keys [${batch}, past, ${width}], got [${past.key.shape.join(', ')}]; ` +
        'past is what the step before gave as present, for as many rows.',
    );
  }
  return { key: tf.concat([past.key, next.key], 1), value: tf.concat([past.value, next.value], 1) };
}

/** Multiplied, and not chosen by `tf.where`, which would first make copies as long as the slots. */
function writeKeyValue({ key, value, here }: KeyValueSlots, next: KeyValue): KeyValue {
  const elsewhere = tf.sub(1, here);
  key.assign(tf.add(tf.mul(key, elsewhere), tf.mul(next.key, here)));
  value.assign(tf.add(tf.mul(value, elsewhere), tf.mul(next.value, here)));
  return { key, value };
}

/** @throws {ShapeError} when there are not keys and values for each block. */
export function checkPast(owner: string, past: readonly KeyValue[] | undefined, blocks: number): void {
  if (past === undefined || past.length === blocks) return;
  throw new ShapeError(
    `${owner}: expected past keys and values for each of ${blocks} blocks, got ${past.length}; past is what the step before gave as present.`,
  );
}
