import { tf } from '@thaw/backend';

import { type Augmentation, imagesOf, randomOf } from './augmentation.ts';
import { boxAround, boxNumbers, boxShapes, inBoxes } from './boxes.ts';
import { drawTensors } from './draw-tensors.ts';
import { checkMix, type MixOptions, mixTargets, mixtureNumbers, mixtureShapes } from './mix-targets.ts';

/**
 * Each image with a box of another of its batch put in, and its target mixed by the area: λ from Beta(alpha, alpha), a box of √(1 − λ)
 * of both sides about a pixel drawn from all; λ is then the part that was left, as some of the box may lie beyond the border.
 *
 * Shapes: target [batch] with `classes` → [batch, classes]; with `pairs` → [batch, 3]; otherwise it keeps its own.
 *
 * @throws {ArgumentError} when there is no target, or labels come without classes or pairs.
 * @see Yun et al. 2019, https://arxiv.org/abs/1905.04899
 */
export function cutMix(options: MixOptions = {}): Augmentation {
  const checked = checkMix('cutMix', options, 1);
  return (batch, context) => {
    const random = randomOf('cutMix', context);
    const [input, target] = tf.tidy(() => {
      const images = imagesOf('cutMix', batch);
      const [count, height, width] = images.shape;
      const draw = (): tf.TypedArray[] => {
        const [partners, parts] = mixtureNumbers(count, checked.alpha, random);
        const rows = random.integers(count, height);
        const columns = random.integers(count, width);
        const boxes = Array.from(parts, (part, i) => {
          const side = Math.sqrt(1 - part);
          const size = [Math.floor(height * side), Math.floor(width * side)] as const;
          return boxAround([rows[i]!, columns[i]!], size, [height, width]);
        });
        const left = Float32Array.from(
          boxes,
          (box) => 1 - ((box.bottom - box.top) * (box.right - box.left)) / (height * width),
        );
        return [partners, left, ...boxNumbers(boxes, height, width)];
      };
      const shapes = [...mixtureShapes(count), ...boxShapes(count, height, width)];
      const [partners, parts, rows, columns] = drawTensors(random, shapes, draw) as [
        tf.Tensor1D,
        tf.Tensor1D,
        tf.Tensor,
        tf.Tensor,
      ];
      const mixed = inBoxes(images, rows, columns, tf.gather(images, partners));
      return [mixed, mixTargets('cutMix', batch, { partners, parts }, checked)];
    }) as [tf.Tensor, tf.Tensor];
    return { ...batch, input, target };
  };
}
