import { batches } from './batches.ts';
import type { Findings } from './measurements.ts';
import type { Say } from './steps/steps.ts';

/** What is measured of @thaw/datasets, each with the peer it stands beside. */
const measured: readonly ((say: Say) => Promise<Findings>)[] = [batches];

/** The speed of batches of images beside `tf.data`. */
export async function datasets(say: Say): Promise<Findings> {
  const found: Findings[] = [];
  for (const measure of measured) found.push(await measure(say));
  return { other: found.flatMap(({ other = [] }) => other) };
}
