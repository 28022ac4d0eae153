import type { tf } from '../../tfjs.ts';
import type { GpuKernel } from '../gpu-kernel.ts';
import { parametersOf } from '../parameters/parameters.ts';
import { areSole, defineParameterKernel } from '../parameters/webgpu.ts';
import type { SgdSettings } from './sgd.ts';

/** All parameters where they lie; undefined when another tensor shares the numbers of one, which must keep them. */
export const sgdWebGPU: GpuKernel = (inputs, attributes, backend) => {
  const { momentum, nesterov } = attributes as unknown as SgdSettings;
  const parameters = parametersOf(inputs, momentum === 0 ? 'gw' : 'gwu') as tf.Tensor[][];
  if (!parameters.every(([, ...changed]) => areSole(backend, changed))) return undefined;
  if (momentum === 0) plain(backend, parameters, {}, { pace: inputs['pace']! });
  else withMomentum(backend, parameters, { momentum, nesterov: nesterov ? 1 : 0 }, { pace: inputs['pace']! });
  return [];
};

const plain = /* @__PURE__ */ defineParameterKernel({
  name: 'sgd',
  reads: 'g',
  writes: 'w',
  once: { pace: 'pace' },
  uniforms: {},
  each: (k) => `
    let i = first + lane;
    if (i < size) { w${k}[i] = w${k}[i] - w${k}[i] * pace.y - pace.x * g${k}[i]; }`,
});

const withMomentum = /* @__PURE__ */ defineParameterKernel({
  name: 'sgd with momentum',
  reads: 'g',
  writes: 'wu',
  once: { pace: 'pace' },
  uniforms: { momentum: 'f32', nesterov: 'u32' },
  each: (k) => `
    let i = first + lane;
    if (i < size) {
      let step = pace.x * g${k}[i];
      let velocity = u.momentum * u${k}[i] - step;
      u${k}[i] = velocity;
      w${k}[i] = w${k}[i] - w${k}[i] * pace.y + select(velocity, u.momentum * velocity - step, u.nesterov != 0);
    }`,
});
