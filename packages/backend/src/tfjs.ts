/**
 * The one door through which TensorFlow.js enters Thaw. It is a peer dependency, so the copy behind this
 * door is the application's own, and there is one.
 */
export * as tf from '@tensorflow/tfjs';
