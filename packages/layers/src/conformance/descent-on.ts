import { Random, tf, valueAndGradients } from '@thaw/backend';
import { seed } from '@thaw/core';
import { descentStep } from '@thaw/testing';

import type { Case } from './case.ts';

/** A step of gradient descent on a layer alone, in training; one that is for inference alone is asked. */
export function descentOn({ make, inference, vocabulary }: Case): ReturnType<typeof descentStep> {
  seed(1);
  const layer = make();
  if (inference) return (x) => ({ y: layer.forward(x!) });
  const context = { training: true, random: new Random(5) };
  const scale = { value: tf.variable(tf.scalar(1)) }; // through which the gradient goes back to the input
  const model = {
    parameters: () => new Map<string, { value: tf.Tensor }>([...layer.parameters(), ['scale', scale]]),
    buffers: () => layer.buffers(),
  };
  return descentStep(valueAndGradients, model, (x) => {
    return layer.forward(vocabulary ? x! : tf.mul(x!, scale.value), context);
  });
}
