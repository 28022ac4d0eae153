import type { tf } from '../tfjs.ts';
import { at, build } from './float64.ts';
import { type Case, normal } from './operation.ts';

/** One case: what stands at each place of the output stood at another of the input; beyond its border there is `outside`. */
export function moved(
  name: string,
  shape: readonly number[],
  call: (x: tf.Tensor) => tf.Tensor,
  output: readonly number[],
  source: (place: readonly number[]) => readonly number[],
  outside = 0,
): Case {
  return {
    name,
    inputs: [normal(...shape)],
    call: (x) => call(x!),
    truth: (x) => build(output, (place) => at(x!, source(place), outside)),
  };
}
