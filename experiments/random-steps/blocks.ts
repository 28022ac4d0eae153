import { layerNorm, rmsNorm, tf } from '@thaw/backend';

import { type Choice, type Maker, operand, upTo } from './action.ts';
import { scaled, weights } from './products.ts';

/**
 * A block as transformers have it: products of one normalized tensor by three matrices, what is made of them, and what was there before
 * added to it, once or twice. Its gradient adds up products, and gradients of normalizations what went past them.
 */
export const block: Maker = (choice: Choice) => {
  const x = operand(choice, 'float32', ({ tensor, smooth }) => {
    return smooth && tensor.rank >= 2 && tensor.rank <= 4 && tensor.size <= 400 && tensor.shape.at(-1)! > 1;
  });
  const other = operand(choice, 'float32', ({ tensor, smooth }) => smooth && tensor.size > 0);
  if (!x || !other) return undefined;
  const normalize = upTo(choice.random, 2) === 0 ? layerNorm : rmsNorm;
  const turned = upTo(choice.random, 2) === 0;
  const twice = upTo(choice.random, 2) === 0;
  const apply = (t: tf.Tensor, y: tf.Tensor): tf.Tensor => {
    const width = t.shape.at(-1)!;
    const through = (inner: tf.Tensor): tf.Tensor => {
      const rows = tf.reshape(normalize(inner, { gamma: weights([width], y) }, 0.1), [-1, width]);
      const by = (i: number): tf.Tensor => {
        return scaled(tf.matMul(rows, weights([width, width], tf.add(y, i)), false, turned), width);
      };
      const mixed = tf.add(tf.mul(by(0), tf.tanh(by(1))), by(2));
      return tf.add(inner, tf.reshape(mixed, inner.shape));
    };
    return twice ? through(through(t)) : through(t);
  };
  return { name: 'block', operands: [x, other], apply: (t, y) => apply(t!, y!), sums: true };
};
