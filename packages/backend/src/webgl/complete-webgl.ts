import { type ComposedKernel, registerComposed } from '../kernels/composed-kernel.ts';
import { tf } from '../tfjs.ts';
import { pad, reverse } from './high-rank.ts';
import { trigonometric } from './trigonometry.ts';

/** What TensorFlow.js 4.22 gets wrong on webgl, or refuses there. */
const kernels = (): Record<string, ComposedKernel> => ({
  Acos: ({ x }) => trigonometric('Acos', x!),
  Cos: ({ x }) => trigonometric('Cos', x!),
  // It looks into the images by the number of the box, not by that of its image.
  CropAndResize: ({ image, boxes, boxInd }, _, stock) => {
    const images = tf.gather(image!, boxInd!);
    return stock({ image: images, boxes: boxes!, boxInd: tf.range(0, boxInd!.size, 1, 'int32') });
  },
  // It rounds both numbers before it divides them.
  FloorDiv: ({ a, b }) => (a!.dtype === 'int32' ? undefined : tf.floor(tf.div(a!, b!))),
  PadV2: ({ x }, { paddings, constantValue }) =>
    x!.rank > 4 ? pad(x!, paddings as number[][], constantValue as number) : undefined,
  Reverse: ({ x }, { dims }) =>
    x!.rank > 4 ? reverse(x!, tf.util.parseAxisParam(dims as number[], x!.shape)) : undefined,
  Select: ({ condition, t, e }) => {
    if (t!.rank < 5 || condition!.rank !== t!.rank) return undefined;
    const flat = [condition!, t!, e!].map((each) => tf.reshape(each, [-1])) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    return tf.reshape(tf.where(...flat), t!.shape);
  },
  Sin: ({ x }) => trigonometric('Sin', x!),
  Tan: ({ x }) => trigonometric('Tan', x!),
});

/** Registers what is missing on webgl or wrong there, once. */
export function completeWebGL(): void {
  registerComposed('webgl', kernels());
}
