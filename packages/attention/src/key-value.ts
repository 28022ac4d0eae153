import { ShapeError, tf } from '@thaw/backend';

/** Keys and values of a sequence as the heads take them: what generation keeps, so as not to compute it again. */
export type KeyValue = {
  /** Shape [batch, keys, width]. */
  readonly key: tf.Tensor;
  /** Shape [batch, keys, width]. */
  readonly value: tf.Tensor;
};

/**
 * The keys and values of a sequence and of what follows it.
 *
 * @throws {ShapeError} when they differ in rows, heads or size.
 */
export function appendKeyValue(owner: string, past: KeyValue | undefined, next: KeyValue): KeyValue {
  if (!past) return next;
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

/** @throws {ShapeError} when there are not keys and values for each block. */
export function checkPast(owner: string, past: readonly KeyValue[] | undefined, blocks: number): void {
  if (past === undefined || past.length === blocks) return;
  throw new ShapeError(
    `${owner}: expected past keys and values for each of ${blocks} blocks, got ${past.length}; past is what the step before gave as present.`,
  );
}
