import { tf } from '../tfjs.ts';
import type { Gradient } from './gradient.ts';

/**
 * The gradients of putting numbers where indices say, which TensorFlow.js lacks: each number gets what came at its place,
 * and what lay there before and was overwritten gets nothing.
 *
 * Shapes: indices [...places, depth], updates [...places, ...rest], dy and what is updated [...axes, ...rest].
 */
export const scatterNdGradient: Gradient = {
  inputsToSave: ['indices'],
  gradFunc: (dy, [indices]) => ({
    indices: () => tf.zeros(indices!.shape),
    updates: () => tf.gatherND(dy as tf.Tensor, indices!),
  }),
};

/** That of tensorScatterUpdate; see `scatterNdGradient`. */
export const tensorScatterUpdateGradient: Gradient = {
  inputsToSave: ['indices', 'updates'],
  gradFunc: (dy, [indices, updates]) => ({
    tensor: () => tf.tensorScatterUpdate(dy as tf.Tensor, indices!, tf.zerosLike(updates!)),
    indices: () => tf.zeros(indices!.shape),
    updates: () => tf.gatherND(dy as tf.Tensor, indices!),
  }),
};

/** That of sparseToDense, whose one value may stand at all places; see `scatterNdGradient`. */
export const sparseToDenseGradient: Gradient = {
  inputsToSave: ['sparseIndices', 'sparseValues'],
  gradFunc: (dy, [indices, values]) => {
    const gradient = dy as tf.Tensor;
    const places = (): tf.Tensor => (indices!.rank === 2 ? indices! : tf.reshape(indices!, [-1, 1]));
    const atPlaces = (): tf.Tensor => tf.gatherND(gradient, places());
    return {
      sparseIndices: () => tf.zeros(indices!.shape),
      sparseValues: () => (values!.rank === 0 ? tf.sum(atPlaces()) : tf.reshape(atPlaces(), values!.shape)),
      defaultValue: () => tf.sub(tf.sum(gradient), tf.sum(atPlaces())),
    };
  },
};
