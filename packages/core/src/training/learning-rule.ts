import type { tf } from '@thaw/backend';

import type { Module } from '../module/module.ts';

/**
 * A way of learning without a gradient, by each module's own signals: the perceptron rule, Hebb's, and their kin.
 *
 * `update` changes the module's weights from one batch and returns a number to watch, whose meaning the rule
 * documents (the perceptron rule: the part of wrong outputs before the update).
 */
export interface LearningRule {
  /** Changes the weights from one batch; returns the number to watch, which `train` disposes. */
  update(module: Module, input: tf.Tensor, target?: tf.Tensor): tf.Scalar;
  /** As an optimizer's: which way the coming update goes. One that has it says that it can be compiled. */
  phase?(): string;
}
