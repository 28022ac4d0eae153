import type { tf } from '../tfjs.ts';

/**
 * How far tensors by name are apart at most: |found − wanted|, beside the larger of 1 and |wanted|; 0 only where all bits are the same,
 * and Infinity where a shape, a type or a name differs. All are freed.
 */
export async function apart(
  found: Readonly<Record<string, tf.Tensor>>,
  wanted: Readonly<Record<string, tf.Tensor>>,
): Promise<number> {
  let most = Object.keys(found).join() === Object.keys(wanted).join() ? 0 : Infinity;
  for (const [name, tensor] of Object.entries(wanted)) {
    const other = found[name]!;
    if (other.shape.join() !== tensor.shape.join() || other.dtype !== tensor.dtype) most = Infinity;
    const [values, right] = [await other.data(), await tensor.data()];
    for (const [i, value] of values.entries()) {
      if (Object.is(value, right[i])) continue;
      const distance = Math.abs(value - right[i]!) / Math.max(1, Math.abs(right[i]!));
      most = Math.max(most, Number.isNaN(distance) ? Infinity : distance, Number.MIN_VALUE);
    }
    other.dispose();
    tensor.dispose();
  }
  return most;
}
