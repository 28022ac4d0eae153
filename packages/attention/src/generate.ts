import { ArgumentError, describe, ensureDevice, tf } from '@thaw/backend';
import { checkSampling, sampleLogits, type SamplingOptions, sharedRandom } from '@thaw/core';

import { checkSizes } from './check-sizes.ts';
import type { GPT } from './gpt.ts';
import type { KeyValue } from './key-value.ts';

/** Options of `generate`: how each id is chosen, and when to stop. */
export interface GenerateOptions extends SamplingOptions {
  /** How many ids are handed out at most. */
  readonly length: number;
  /** The id that ends the text; it is not handed out. @defaultValue none */
  readonly stopToken?: number;
  /** Ends the generation from outside: the next id is awaited in vain, with the signal's reason. @defaultValue none */
  readonly signal?: AbortSignal;
}

/** `GPT.generate`. */
export function generate(
  model: GPT,
  prompt: ArrayLike<number>,
  options: GenerateOptions,
): AsyncGenerator<number, void, void> {
  checkSampling('generate', options, ['length', 'stopToken', 'signal']);
  checkSizes('generate', { length: options.length });
  if (typeof prompt === 'string' || !(prompt?.length > 0)) {
    throw new ArgumentError(
      `generate: the prompt is ids, at least one, got ${describe(prompt)}; a tokenizer turns text into ids.`,
    );
  }
  model.checkValues(prompt);
  if (options.stopToken !== undefined) model.checkValues([options.stopToken]);
  return steps(model, Array.from(prompt), options);
}

async function* steps(
  model: GPT,
  ids: number[],
  { length, stopToken, signal, random = sharedRandom().fork(), ...sampling }: GenerateOptions,
): AsyncGenerator<number, void, void> {
  await ensureDevice();
  let past: KeyValue[] | undefined;
  try {
    for (let count = 0; count < length; count++) {
      signal?.throwIfAborted();
      const fresh = past ? ids.slice(-1) : ids.slice(-model.contextLength);
      const { logits, present } = next(model, fresh, past);
      tf.dispose(past);
      past = present;
      if (ids.length >= model.contextLength) {
        tf.dispose(past); // the window slides from here on, and nothing that was computed keeps its place
        past = undefined;
      }
      const values = await logits.data();
      logits.dispose();
      const id = sampleLogits(values as Float32Array, { ...sampling, random });
      if (id === stopToken) return;
      ids.push(id);
      yield id;
    }
  } finally {
    tf.dispose(past);
  }
}

/** The logits after the last of the fresh ids, and the keys and values up to there. */
function next(
  model: GPT,
  fresh: readonly number[],
  past: readonly KeyValue[] | undefined,
): { logits: tf.Tensor; present: KeyValue[] } {
  return tf.tidy(() => {
    const { states, present } = model.attend(tf.tensor2d([...fresh], [1, fresh.length], 'int32'), past);
    const last = tf.slice(states, [0, fresh.length - 1, 0], [1, 1, model.width]);
    return { logits: model.logits(last).flatten(), present };
  });
}
