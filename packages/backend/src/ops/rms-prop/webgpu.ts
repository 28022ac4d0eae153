import type { tf } from '../../tfjs.ts';
import type { GpuKernel } from '../gpu-kernel.ts';
import { parametersOf } from '../parameters/parameters.ts';
import { areSole, defineParameterKernel } from '../parameters/webgpu.ts';
import type { RmsPropSettings } from './rms-prop.ts';

/** All parameters where they lie; undefined when another tensor shares the numbers of one, which must keep them. */
export const rmsPropWebGPU: GpuKernel = (inputs, attributes, backend) => {
  const { rho, momentum, epsilon, centered } = attributes as unknown as RmsPropSettings;
  const keeps = momentum !== 0;
  const parameters = parametersOf(inputs, lettersOf(centered, keeps)) as tf.Tensor[][];
  if (!parameters.every(([, ...changed]) => areSole(backend, changed))) return undefined;
  const kernel = (kernels[(centered ? 1 : 0) + (keeps ? 2 : 0)] ??= kernelFor(centered, keeps));
  kernel(backend, parameters, { rest: 1 - rho, momentum, epsilon }, { pace: inputs['pace']! });
  return [];
};

type Settings = 'rest' | 'momentum' | 'epsilon';

const kernels: ReturnType<typeof kernelFor>[] = [];

function lettersOf(centered: boolean, keeps: boolean): string {
  return `gwv${centered ? 'a' : ''}${keeps ? 'u' : ''}`;
}

function kernelFor(centered: boolean, keeps: boolean): ReturnType<typeof defineParameterKernel<Settings>> {
  return defineParameterKernel<Settings>({
    name: 'rmsProp',
    reads: 'g',
    writes: lettersOf(centered, keeps).slice(1),
    once: { pace: 'pace' },
    uniforms: { rest: 'f32', momentum: 'f32', epsilon: 'f32' },
    each: (k) => `
    let i = first + lane;
    if (i < size) {
      let g = g${k}[i];
      var spread = v${k}[i] + u.rest * (g * g - v${k}[i]);
      v${k}[i] = spread;
      ${centered ? centre(k) : ''}
      var step = pace.x * g / sqrt(spread + u.epsilon);
      ${keeps ? `step += u.momentum * u${k}[i]; u${k}[i] = step;` : ''}
      w${k}[i] = w${k}[i] - w${k}[i] * pace.y - step;
    }`,
  });
}

/** What is below 0 by rounding is 0; NaN stays. */
function centre(k: number): string {
  return `let mean = a${k}[i] + u.rest * (g - a${k}[i]);
      a${k}[i] = mean;
      spread -= mean * mean;
      if (spread < 0) { spread = 0.0; }`;
}
