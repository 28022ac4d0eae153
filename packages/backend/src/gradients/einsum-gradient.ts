import { contract, type Labelled, rearrange } from '../kernels/einsum.ts';
import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradient of Einstein's sum, which TensorFlow.js lacks: that of one input is the sum of what came with the other
 * input, over the labels that it lacks. Along a label that vanished from it alone, it is the same everywhere.
 */
export const einsumGradient: Gradient = {
  saveAllInputs: true,
  gradFunc: (dy, saved, attributes) => {
    const equation = (attributes['equation'] as string).replace(/\s/g, '');
    const [left, output] = equation.split('->') as [string, string];
    const terms = left.split(',').map((labels, i): Labelled => ({ labels, x: saved[i]! }));
    const come: Labelled = { labels: output, x: dy as tf.Tensor };
    return Object.fromEntries(
      terms.map((term, i) => [
        i,
        () => gradientOf(term, come, terms.length === 1 ? undefined : terms[1 - i]),
      ]),
    );
  },
};

function gradientOf({ labels, x }: Labelled, come: Labelled, other?: Labelled): tf.Tensor {
  const known = [...labels]
    .filter((label) => `${come.labels}${other?.labels ?? ''}`.includes(label))
    .join('');
  const gradient = other ? contract(come, other, known) : rearrange(come, known);
  if (known === labels) return gradient;
  const open = x.shape.map((length, axis) => (known.includes(labels[axis]!) ? length : 1));
  return tf.broadcastTo(tf.reshape(gradient, open), x.shape);
}
