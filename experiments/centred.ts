import type { FloatData } from '@thaw/datasets';

/** The rows less their mean. Shape [rows, features]. */
export function centred({ data, shape }: FloatData): FloatData {
  const features = data.length / shape[0]!;
  const mean = new Float64Array(features);
  for (const [i, value] of data.entries()) mean[i % features]! += (value * features) / data.length;
  return { data: data.map((value, i) => value - mean[i % features]!), shape };
}
