import { ArgumentError, describe, ShapeError } from '@thaw/backend';
import type { Batch } from '@thaw/core';

/** Rows of ids on the host. */
export interface TokenRows {
  readonly rows: number;
  readonly time: number;
  /** A copy, to be written to. */
  readonly ids: Int32Array;
}

/**
 * The ids of a batch. They are on the host: what is chosen of them depends on what they are, which a device could not be asked within a
 * step.
 *
 * @throws {ShapeError} when the input is not [batch, time] of whole numbers on the host.
 */
export function tokensOf(owner: string, { input }: Batch): TokenRows {
  const { data, shape } = (input ?? {}) as { data?: unknown; shape?: readonly number[] };
  const onHost = data instanceof Int32Array || data instanceof Uint8Array;
  if (!onHost || shape?.length !== 2) {
    const got = data instanceof Float32Array ? 'a Float32Array' : describe(input);
    throw new ShapeError(
      `${owner}: expected input { data: Int32Array, shape: [batch, time] }, ids on the host, got ${
        onHost ? `the shape [${shape?.join(', ')}]` : got
      }.`,
    );
  }
  return { rows: shape[0]!, time: shape[1]!, ids: Int32Array.from(data) };
}

/** @throws {ArgumentError} when it is not a list of whole numbers from 0 on. */
export function checkIds(owner: string, name: string, ids: readonly number[]): ReadonlySet<number> {
  const fits = Array.isArray(ids) && ids.every((id) => Number.isInteger(id) && id >= 0);
  if (fits) return new Set(ids);
  throw new ArgumentError(
    `${owner}: ${name} is a list of ids, whole numbers from 0 on, got ${describe(ids)}.`,
  );
}
