import type { tf } from '../tfjs.ts';

/** A gradient as TensorFlow.js registers it, without the name of its kernel. */
export type Gradient = Omit<tf.GradConfig, 'kernelName'>;
