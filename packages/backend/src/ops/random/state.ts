import { describe } from '../../check-options.ts';
import { liveTensor } from '../../compile/live.ts';
import { ArgumentError } from '../../errors.ts';
import { Random, type RandomState } from '../../random/random.ts';
import type { tf } from '../../tfjs.ts';

/**
 * Takes `words` words from a generator: it goes past them, and where it stood becomes a tensor from which a kernel draws them.
 *
 * The tensor is int32 [6], the bits of six words: the key, the stream and the next block of `RandomState`, low words first. All draws
 * on a device begin here, and nothing else of a generator enters a kernel: a compiled step takes the words anew before each run.
 *
 * @throws {ArgumentError} when there is no generator.
 */
export function takeState(random: Random, words: number): tf.Tensor1D {
  if (!(random instanceof Random)) {
    throw new ArgumentError(
      `Random numbers are drawn from a generator, such as new Random(7), got ${describe(random)}.`,
    );
  }
  const take = (): Int32Array => {
    const { key, stream, block } = random.state;
    random.skip(words);
    return Int32Array.of(...key, ...stream, block, Math.floor(block / 2 ** 32));
  };
  return liveTensor(take, [6], 'int32', random) as tf.Tensor1D;
}

/** Where the generator stood from which such a tensor was taken. */
export function readState(state: tf.Tensor): RandomState {
  const [key0, key1, stream0, stream1, low, high] = new Uint32Array(state.dataSync<'int32'>());
  return { key: [key0!, key1!], stream: [stream0!, stream1!], block: low! + high! * 2 ** 32 };
}
