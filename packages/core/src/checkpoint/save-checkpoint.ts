import { checkOptions } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import { encodeSafetensors } from '../safetensors/encode.ts';
import type { Bytes, HostTensor } from '../safetensors/format.ts';
import { requireTarget, type WriteTarget, writeTo } from '../safetensors/write-target.ts';
import { checkModel } from '../training/check-training.ts';
import type { Place } from '../training/course.ts';
import { deviceBits } from './device-bits.ts';
import { type Learner, learnerName, remembering } from './learner-state.ts';

/** What a checkpoint holds. */
export interface CheckpointContent {
  readonly model: AnyModule;
  /** The optimizer, or the rule, by which it learns. */
  readonly optimizer: Learner;
  /** Where the run stands: `step.place` of `train`, `placeOf(run.course)` in a callback. */
  readonly place: Place;
  /** Figures to be found there again, by name. @defaultValue {} */
  readonly logs?: Readonly<Record<string, number>>;
}

/** The first word of the metadata of a checkpoint, by which it is known. */
export const CHECKPOINT_FORMAT = 'thaw checkpoint 1';

/**
 * Writes a checkpoint, one safetensors file, whole or not at all: the weights under `model.`, what the optimizer remembers under
 * `optimizer.`, and in its metadata where the run stands, the state of its random numbers, and the device. From it a run goes on as
 * if it had never stopped, to the bit. The callback `checkpoint` does it for `fit`.
 *
 * @throws {ArgumentError} when the optimizer does not hand out what it remembers; those of @thaw/optimizers do.
 * @throws {FileError} when the file cannot be written.
 * @example
 * ```ts
 * import { meanSquaredError as loss, readCheckpoint, saveCheckpoint, train } from '@thaw/core';
 * import { xor } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { adam } from '@thaw/optimizers';
 *
 * const [model, optimizer, batches] = [new Dense(2, 1), adam(), xor().batches(1)];
 * for await (const { place } of train(model, batches, { loss, optimizer, epochs: 3 })) {
 *   if (place.step !== 5) continue;
 *   await saveCheckpoint('xor.safetensors', { model, optimizer, place });
 *   break; // in the middle of the second epoch
 * }
 * const resume = await readCheckpoint('xor.safetensors');
 * for await (const { step } of train(model, batches, { loss, optimizer, epochs: 3, resume })) console.log(step); // 6, 7, … 12
 * ```
 */
export async function saveCheckpoint(target: WriteTarget, content: CheckpointContent): Promise<void> {
  requireTarget('saveCheckpoint', 'first argument', target);
  checkOptions('saveCheckpoint', content, ['model', 'optimizer', 'place', 'logs']);
  checkModel('saveCheckpoint', content.model);
  await writeTo(target, await toCheckpoint('saveCheckpoint', content));
}

/** The bytes of a checkpoint. */
export async function toCheckpoint(owner: string, content: CheckpointContent): Promise<Bytes> {
  const { model, optimizer, place, logs = {} } = content;
  const memory = (await remembering(owner, optimizer)?.state()) ?? new Map<string, HostTensor>();
  const tensors = new Map<string, HostTensor>();
  for (const [path, weight] of model.weights()) {
    tensors.set(`model.${path}`, { shape: weight.shape, data: await weight.data() });
  }
  for (const [name, tensor] of memory) tensors.set(`optimizer.${name}`, tensor);
  const metadata = {
    format: CHECKPOINT_FORMAT,
    device: deviceBits(),
    optimizer: learnerName(optimizer),
    place: JSON.stringify(place),
    logs: JSON.stringify(logs),
  };
  return encodeSafetensors(tensors, { metadata });
}
