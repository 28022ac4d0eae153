import { liveTensor, type Random, type tf } from '@thaw/backend';

/** A tensor of drawn numbers. */
export interface Drawn {
  readonly shape: readonly number[];
  /** @defaultValue 'float32' */
  readonly dtype?: 'float32' | 'int32';
}

/**
 * What JavaScript draws, as tensors. It draws at once; in a step that is compiled, before each run.
 *
 * @param random the generator that `draw` draws from; undefined where it draws nothing.
 * @param drawn the tensors.
 * @param draw the numbers of each of them, all drawn together.
 */
export function drawTensors(
  random: Random | undefined,
  drawn: readonly Drawn[],
  draw: () => readonly tf.TypedArray[],
): tf.Tensor[] {
  let numbers: readonly tf.TypedArray[] = [];
  return drawn.map(({ shape, dtype }, i) => {
    const next = (): tf.TypedArray => {
      if (i === 0) numbers = draw(); // live tensors are computed in their order
      return numbers[i]!;
    };
    return liveTensor(next, shape, dtype, random);
  });
}

/** One number for each image, to be spread over its pixels: [batch, 1, 1, 1]. */
export function drawPerImage(random: Random, batch: number, draw: () => Float32Array): tf.Tensor4D {
  return drawTensors(random, [{ shape: [batch, 1, 1, 1] }], () => [draw()])[0] as tf.Tensor4D;
}
