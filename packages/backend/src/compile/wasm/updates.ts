import type { tf } from '../../tfjs.ts';
import { engine } from '../trace/engine-parts.ts';
import { changedInputs } from '../trace/operation-rules.ts';
import { bytesOf } from '../trace/rule.ts';
import type { Block } from './blocks.ts';
import type { Recording } from './recording.ts';

type Inputs = Record<string, tf.TensorInfo>;

/**
 * What kernels change where it lies, as updates of parameters do. They may where the tensor is a variable or lies in the arena, and nothing
 * needs what was there before; else they get a copy. Which is so is found out by trying: what is asked for though it was overwritten is
 * copied the next time.
 */
export class Updates {
  /** The variables that were changed where they lie. */
  readonly changed: Set<Block> = new Set();
  readonly #recording: Recording;
  readonly #variables: ReadonlySet<Block>;
  readonly #kept: Set<string>;

  /** @param kept what must be copied; what is found to be missing in it is added. */
  constructor(recording: Recording, variables: ReadonlySet<Block>, kept: Set<string>) {
    this.#recording = recording;
    this.#variables = variables;
    this.#kept = kept;
  }

  /** The inputs of a kernel, with copies of those that it changes and may not. */
  allow(kernel: string, inputs: Inputs): Inputs {
    const { backend, step } = this.#recording;
    const allowed = { ...inputs };
    for (const name of changedInputs(kernel, inputs)) {
      const { dataId, shape, dtype } = inputs[name]!;
      const { block } = backend.spot(dataId);
      const isOwn = block.home === 'arena' || this.#variables.has(block);
      if (isOwn && !this.#kept.has(keyOf(step, name))) continue;
      const copied = backend.makeOutput(shape, dtype);
      this.#recording.copy(backend.place(dataId), backend.place(copied.dataId), bytesOf({ shape, dtype }));
      allowed[name] = engine().makeTensorFromDataId(copied.dataId, shape, dtype);
    }
    return allowed;
  }

  /** What a kernel that made nothing has changed, as what it made. */
  outputs(kernel: string, inputs: Inputs): tf.TensorInfo[] {
    const { backend, step } = this.#recording;
    return changedInputs(kernel, inputs).map((name) => {
      const { dataId, shape, dtype } = inputs[name]!;
      const { block } = backend.spot(dataId);
      if (this.#variables.has(block)) this.changed.add(block);
      block.isUpdated = true;
      return { dataId: backend.rename(dataId, () => this.#kept.add(keyOf(step, name))), shape, dtype };
    });
  }
}

const keyOf = (step: number, name: string): string => `${step} ${name}`;
