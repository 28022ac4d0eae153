/**
 * What TensorFlow.js does when it is loaded: it registers gradients, its cpu and webgl backends, and the methods of
 * tensors such as `x.add(y)`. Elsewhere Thaw only names functions of `tf`, and a bundler that follows each name to
 * its own file (Rolldown, in Vite 8) would leave out all that has no name. Whoever computes has chosen a device, so
 * this stands here, and what needs no TensorFlow.js stays small.
 */
import '@tensorflow/tfjs';
