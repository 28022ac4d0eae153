import { ArgumentError, describe, type tf } from '@thaw/backend';

/**
 * Checks what keeps a division from zero.
 *
 * @returns epsilon.
 * @throws {ArgumentError} when it is not a number above 0.
 */
export function checkEpsilon(owner: string, epsilon: number): number {
  if (typeof epsilon === 'number' && epsilon > 0 && epsilon < Infinity) return epsilon;
  throw new ArgumentError(`${owner}: epsilon must be a small number above 0, got ${describe(epsilon)}.`);
}

/** The names of an input's axes before the last, for messages: batch, and … for what stands between. */
export function axesBefore(input: tf.Tensor): string[] {
  const leading = input?.shape?.slice(0, -1) ?? [];
  return leading.length < 2 ? ['batch'] : leading.map((_, i) => (i === 0 ? 'batch' : '…'));
}
