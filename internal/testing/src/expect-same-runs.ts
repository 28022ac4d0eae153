import * as tf from '@tensorflow/tfjs';

import { expectClose } from './expect-close.ts';
import { expectNoLeak } from './expect-no-leak.ts';

type Outputs = Readonly<Record<string, tf.Tensor>>;

/**
 * Asserts that a compiled step takes three runs as the step itself does, to 1e-5 of the largest number in each output or of 0.1, and that
 * a further one leaves nothing behind: where operations are computed in one loop, their sums may be added up in another order, and a sum
 * of numbers of about 1 that nearly cancel has fewer digits.
 *
 * @param make makes the step with all that it holds, each time with the same numbers.
 * @param compile `compile` of `@thaw/backend`, which this package may not import.
 * @returns the outputs of the runs in numbers.
 */
export async function expectSameRuns(
  make: () => (...inputs: tf.Tensor[]) => Outputs,
  compile: (step: (...inputs: tf.Tensor[]) => Outputs) => (...inputs: tf.Tensor[]) => Promise<Outputs>,
  inputs: tf.Tensor[],
): Promise<number[][]> {
  const [eager, compiled] = [make(), compile(make())];
  const seen: number[][] = [];
  for (let run = 0; run < 3; run++) {
    const expected = tf.tidy(() => eager(...inputs) as tf.NamedTensorMap);
    const made = await compiled(...inputs);
    for (const [name, tensor] of Object.entries(expected)) await expectClose(made[name]!, tensor, 1e-5, 0.1);
    seen.push(
      (await Promise.all(Object.values(expected).map((tensor) => tensor.data()))).flatMap((all) => [...all]),
    );
    tf.dispose([expected, made as tf.NamedTensorMap]);
  }
  await expectNoLeak(async () => tf.dispose((await compiled(...inputs)) as tf.NamedTensorMap));
  return seen;
}
