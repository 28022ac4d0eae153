import { tf } from '../../tfjs.ts';
import { type Group, GROUP } from '../group/group.ts';
import { changedInputs } from '../trace/operation-rules.ts';
import type { Attributes } from '../trace/rule.ts';
import { shapeRules } from '../trace/shape-rules.ts';
import { lists } from '../trace/trace-step.ts';
import { isAligned } from './aligned-group.ts';
import type { Recording } from './recording.ts';
import { Unrecordable } from './recording-backend.ts';
import type { Updates } from './updates.ts';

/**
 * Registers every kernel of a device under another name, as one that notes what it would call. One that cannot (a kernel of
 * TensorFlow.js's own, or one that looks at numbers) is noted as a call from JavaScript.
 *
 * @returns what takes them away.
 */
export function noteKernels(
  home: string,
  backendName: string,
  recording: Recording,
  updates: Updates,
): () => void {
  for (const { kernelName, kernelFunc } of tf.getKernelsForBackend(home)) {
    const noted: tf.KernelFunc = (parameters) => {
      const present = Object.entries(parameters.inputs).filter(([, tensor]) => tensor);
      const given = Object.fromEntries(present) as Record<string, tf.TensorInfo>;
      const attributes = (parameters.attrs ?? {}) as Attributes;
      const record = (): ReturnType<tf.KernelFunc> => {
        const isUpdate = changedInputs(kernelName, given).length > 0;
        const inputs = isUpdate ? updates.allow(kernelName, given) : parameters.inputs;
        const made = kernelFunc({ ...parameters, inputs: inputs as tf.NamedTensorInfoMap });
        if (kernelName === GROUP) noteGroup(recording, attributes['group'] as Group, Object.values(given));
        const isDone = isUpdate && Array.isArray(made) && made.length === 0;
        return isDone ? updates.outputs(kernelName, inputs as Record<string, tf.TensorInfo>) : made;
      };
      return recording.attempt(record, () => {
        const rule = shapeRules[kernelName];
        if (!rule) throw new Unrecordable(`what ${kernelName} makes`);
        const made = recording.callHost(kernelName, given, attributes, rule(given, attributes));
        return made.length === 1 && !lists.has(kernelName) ? made[0]! : made;
      });
    };
    tf.registerKernel({ kernelName, backendName, kernelFunc: noted });
  }
  return () => {
    for (const { kernelName } of tf.getKernelsForBackend(backendName)) {
      tf.unregisterKernel(kernelName, backendName);
    }
  };
}

function noteGroup(recording: Recording, group: Group, tensors: readonly tf.TensorInfo[]): void {
  const sizes = tensors.map(({ shape }) => tf.util.sizeFromShape(shape));
  if (isAligned(group, sizes)) recording.aligned.add(recording.step);
}
