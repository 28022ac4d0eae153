import type { tf } from '../../tfjs.ts';
import type { GpuKernel } from '../gpu-kernel.ts';
import { parametersOf } from '../parameters/parameters.ts';
import { areSole, defineParameterKernel } from '../parameters/webgpu.ts';
import type { AdamSettings } from './adam.ts';

/** All parameters where they lie; undefined when another tensor shares the numbers of one, which must keep them. */
export const adamWebGPU: GpuKernel = (inputs, attributes, backend) => {
  const { beta1, beta2, epsilon } = attributes as unknown as AdamSettings;
  const parameters = parametersOf(inputs, 'gwmv') as tf.Tensor[][];
  if (!parameters.every(([, ...changed]) => areSole(backend, changed))) return undefined;
  update(backend, parameters, { rest1: 1 - beta1, rest2: 1 - beta2, epsilon }, { pace: inputs['pace']! });
  return [];
};

const update = /* @__PURE__ */ defineParameterKernel({
  name: 'adam',
  reads: 'g',
  writes: 'wmv',
  once: { pace: 'pace' },
  uniforms: { rest1: 'f32', rest2: 'f32', epsilon: 'f32' },
  each: (k) => `
    let i = first + lane;
    if (i < size) {
      let g = g${k}[i];
      let mean = m${k}[i] + u.rest1 * (g - m${k}[i]);
      let square = v${k}[i] + u.rest2 * (g * g - v${k}[i]);
      m${k}[i] = mean;
      v${k}[i] = square;
      w${k}[i] = w${k}[i] - w${k}[i] * pace.y - pace.x * (mean / (sqrt(square) + u.epsilon));
    }`,
});
