import { ArgumentError, checkOptions } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import { nameOf, requireSource, type SafetensorsSource } from '../safetensors/byte-source.ts';
import { toFloat32 } from '../safetensors/convert-dtype.ts';
import { headerOf, tensorFrom } from '../safetensors/decode.ts';
import { type HostTensor, SafetensorsError } from '../safetensors/format.ts';
import { assignAll } from '../safetensors/load.ts';
import { allBytes } from '../safetensors/read.ts';
import type { Course, Place, Resumption } from '../training/course.ts';
import { deviceBits } from './device-bits.ts';
import { type Learner, learnerName, remembering } from './learner-state.ts';
import { ResumedCourse } from './resumed-course.ts';
import { CHECKPOINT_FORMAT } from './save-checkpoint.ts';

/** Options of `readCheckpoint` and `latestCheckpoint`. */
export interface ReadCheckpointOptions {
  /** Whether a run may go on upon another device than it began on: as well, but not to the bit. @defaultValue false */
  readonly anyDevice?: boolean;
}

/**
 * Reads a checkpoint, to be handed to `fit` or `train` as `resume`. Model, optimizer and batches are made as they were, with the same
 * seed; the run then goes on as if it had never stopped, to the bit, in the middle of an epoch too.
 *
 * @param source as of `load`.
 * @throws {SafetensorsError} when the file is damaged, or no checkpoint.
 * @throws {FileError} when it cannot be read.
 * @example
 * ```ts
 * import { fit, meanSquaredError as loss, readCheckpoint, seed } from '@thaw/core';
 * import { checkpoint } from '@thaw/core/callbacks';
 * import { xor } from '@thaw/datasets';
 * import { Dense } from '@thaw/layers';
 * import { adam } from '@thaw/optimizers';
 *
 * seed(7);
 * const model = new Dense(2, 1);
 * const [batches, options] = [xor().batches(2), { loss, optimizer: adam(), epochs: 3 }];
 * await fit(model, batches, { ...options, callbacks: [checkpoint('runs/xor', { everySteps: 4 })] });
 * const resume = await readCheckpoint('runs/xor/step-00000004.safetensors');
 * await fit(model, batches, { ...options, resume }); // step 5 and 6 once more
 * ```
 */
export async function readCheckpoint(
  source: SafetensorsSource,
  options: ReadCheckpointOptions = {},
): Promise<Checkpoint> {
  requireSource('readCheckpoint', 'first argument', source);
  checkOptions('readCheckpoint', options, ['anyDevice']);
  return new Checkpoint(nameOf(source), await allBytes(source), options);
}

/** A checkpoint that was read. */
export class Checkpoint implements Resumption {
  readonly place: Place;
  /** The device it was written on, in words. */
  readonly device: string;
  /** The figures that were written with it. */
  readonly logs: Readonly<Record<string, number>>;
  readonly #name: string;
  readonly #optimizer: string;
  readonly #anyDevice: boolean;
  readonly #tensors: ReadonlyMap<string, HostTensor>;

  /** @throws {SafetensorsError} when the bytes are damaged, or no checkpoint. */
  constructor(name: string, bytes: Uint8Array, { anyDevice = false }: ReadCheckpointOptions) {
    const { tensors, metadata } = headerOf(bytes, name);
    if (metadata.get('format') !== CHECKPOINT_FORMAT) {
      throw new SafetensorsError(
        `${name}: it holds tensors, and is no checkpoint; load() reads the weights of a model.`,
      );
    }
    this.#name = name;
    this.#anyDevice = anyDevice;
    this.#tensors = new Map(
      [...tensors].map(([key, info]) => [
        key,
        toFloat32(tensorFrom(bytes.subarray(info.begin, info.end), info)),
      ]),
    );
    this.device = metadata.get('device') ?? '';
    this.#optimizer = metadata.get('optimizer') ?? '';
    this.place = parsed(name, metadata.get('place'), isPlace) as Place;
    this.logs = parsed(name, metadata.get('logs'), isObject) as Record<string, number>;
  }

  /**
   * Puts back weights, what the optimizer or rule remembers, and the generator that `seed` seeds; nothing changes unless all fits.
   * `fit` and `train` call it.
   *
   * @throws {ArgumentError} when it was written with another model, optimizer or device.
   */
  resume(model: AnyModule, learner: Learner): Course {
    const device = deviceBits();
    if (device !== this.device && !this.#anyDevice) {
      throw new ArgumentError(
        `${this.#name}: it was written on ${this.device}, and this device is ${device}, so training would not go on to the bit; choose that device with useDevice, or read it with { anyDevice: true }.`,
      );
    }
    const name = learnerName(learner);
    if (name !== this.#optimizer) {
      throw new ArgumentError(
        `${this.#name}: it was written with the optimizer ${this.#optimizer}, and this run has ${name}; take the same one.`,
      );
    }
    const memory = remembering('resume', learner);
    assignAll(this.#name, model, this.#part('model.'));
    memory?.restore(this.#part('optimizer.'));
    return new ResumedCourse(this.#name, this.place);
  }

  #part(prefix: string): Map<string, HostTensor> {
    const own = [...this.#tensors].filter(([name]) => name.startsWith(prefix));
    return new Map(own.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
  }
}

function parsed(name: string, text: string | undefined, isRight: (value: unknown) => boolean): unknown {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (isRight(value)) return value;
  } catch {
    // said below
  }
  throw new SafetensorsError(`${name}: a checkpoint whose metadata are damaged; take an older one.`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isPlace(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { epoch, stepsOfEpoch, step, random, shared } = value;
  if (![epoch, stepsOfEpoch, step].every(isCount) || !isObject(shared)) return false;
  return [random, shared.epochBegin, shared.now].every((state) => {
    if (!isObject(state) || !isCount(state.block)) return false;
    return [state.key, state.stream].every(
      (pair) => Array.isArray(pair) && pair.length === 2 && pair.every(isCount),
    );
  });
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
