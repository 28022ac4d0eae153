import { ArgumentError, describe, ShapeError, tf } from '@thaw/backend';

/** What may be seen from where. In a mask, 1 or true means that a key may be seen, 0 or false that it is hidden. */
export interface AttentionMasks {
  /** Which query may see which key: [queries, keys], [batch, queries, keys] or [batch, heads, queries, keys]; any axis may be 1. */
  readonly mask?: tf.Tensor | undefined;
  /** Which keys are there at all, [batch, keys]: 0 where a sequence is padded. */
  readonly keyMask?: tf.Tensor | undefined;
  /** Whether a query sees no key after its own; the last query stands at the last key. @defaultValue false */
  readonly causal?: boolean | undefined;
}

/** The names of the masks, for checks of options. */
export const maskNames = ['mask', 'keyMask', 'causal'] as const;

/**
 * All masks in one, 1 where a query sees a key and 0 where it does not; undefined when it sees all.
 *
 * @param shape [batch, heads, queries, keys].
 * @throws {ShapeError} when a mask does not fit that shape.
 * @throws {ArgumentError} when a mask is no tensor.
 */
export function combineMasks(
  owner: string,
  shape: readonly number[],
  { mask, keyMask, causal = false }: AttentionMasks,
): tf.Tensor | undefined {
  const [batch, , queries, keys] = shape as [number, number, number, number];
  const parts: tf.Tensor[] = [];
  if (mask) {
    requireTensor(owner, 'mask', mask);
    const whole = mask.rank === 3 ? mask.expandDims(1) : mask;
    const fits = [2, 4].includes(whole.rank) && fitsFromTheRight(whole.shape, shape);
    if (!fits) {
      throw new ShapeError(
        `${owner}: expected mask [${queries}, ${keys}], [${batch}, ${queries}, ${keys}] or [${shape.join(', ')}], ` +
          `got [${mask.shape.join(', ')}]; it says which query may see which key.`,
      );
    }
    parts.push(whole);
  }
  if (keyMask) {
    requireTensor(owner, 'keyMask', keyMask);
    if (keyMask.rank !== 2 || !fitsFromTheRight(keyMask.shape, [batch, keys])) {
      throw new ShapeError(
        `${owner}: expected keyMask [${batch}, ${keys}], got [${keyMask.shape.join(', ')}]; ` +
          'it says which keys are there and which are padding.',
      );
    }
    parts.push(keyMask.reshape([keyMask.shape[0]!, 1, 1, keyMask.shape[1]!]));
  }
  if (causal && queries > 1) parts.push(causalMask(queries, keys));
  const masks = parts.map((part) => tf.cast(part, 'float32'));
  return masks.length === 0 ? undefined : masks.reduce((all, part) => tf.mul(all, part));
}

/**
 * The mask of a sequence that is written from left to right: query i sees the keys up to its own place.
 *
 * Shapes: [queries, keys]; the last query stands at the last key, so that a few new queries see all that came before.
 *
 * @throws {ArgumentError} when there are more queries than keys.
 * @see Vaswani et al. 2017, §3.2.3, https://arxiv.org/abs/1706.03762
 * @example
 * ```ts
 * import { causalMask } from '@thaw/attention';
 * import { useDevice } from '@thaw/core';
 *
 * await useDevice();
 * causalMask(3).print(); // 1 0 0, 1 1 0, 1 1 1
 * ```
 */
export function causalMask(queries: number, keys: number = queries): tf.Tensor2D {
  if (!(Number.isInteger(queries) && Number.isInteger(keys) && 1 <= queries && queries <= keys)) {
    throw new ArgumentError(
      `causalMask: expected as many keys as queries or more, got ${describe(queries)} queries and ${describe(keys)} keys.`,
    );
  }
  const values = new Float32Array(queries * keys);
  for (let i = 0; i < queries; i++) values.fill(1, i * keys, i * keys + keys - queries + i + 1);
  return tf.tensor2d(values, [queries, keys]);
}

/**
 * Which places of a batch of ids hold a word, to be given as `keyMask`: 0 where the id is that of padding, else 1.
 *
 * Shapes: ids [batch, time] → [batch, time].
 *
 * @example
 * ```ts
 * import { paddingMask } from '@thaw/attention';
 * import { tf, useDevice } from '@thaw/core';
 *
 * await useDevice();
 * paddingMask(tf.tensor2d([[5, 7, 0]], [1, 3], 'int32'), 0).print(); // 1 1 0
 * ```
 */
export function paddingMask(ids: tf.Tensor, paddingId: number): tf.Tensor {
  return tf.cast(tf.notEqual(tf.cast(ids, 'int32'), tf.scalar(paddingId, 'int32')), 'float32');
}

/** Whether each axis is that of `shape` or 1, the last with the last. */
export function fitsFromTheRight(given: readonly number[], shape: readonly number[]): boolean {
  const offset = shape.length - given.length;
  return offset >= 0 && given.every((length, axis) => length === 1 || length === shape[axis + offset]);
}

function requireTensor(owner: string, name: string, mask: unknown): void {
  if (mask instanceof tf.Tensor) return;
  throw new ArgumentError(`${owner}: ${name} is a tensor of ones and zeros, got ${describe(mask)}.`);
}
