import { ArgumentError, describe, ensureDevice, tf } from '@thaw/backend';
import { checkSampling, hasPrograms, sampleLogits, type SamplingOptions, sharedRandom } from '@thaw/core';

import { checkSizes } from './check-sizes.ts';
import type { GPT } from './gpt.ts';
import type { KeyValue } from './key-value.ts';
import { borrowWriter, countId, returnWriter, type Writer } from './writer.ts';

/** Options of `generate`: how each id is chosen, and when to stop. */
export interface GenerateOptions extends SamplingOptions {
  /** How many ids are handed out at most. */
  readonly length: number;
  /** The id that ends the text; it is not handed out. @defaultValue none */
  readonly stopToken?: number;
  /** Ends the generation from outside: the next id is awaited in vain, with the signal's reason. @defaultValue none */
  readonly signal?: AbortSignal;
  /**
   * Whether ids are written by a program: true throws where it cannot be made, false writes each kernel by kernel. @defaultValue from the 129th id
   * that the model writes on, over all texts, on devices that have programs
   */
  readonly compile?: boolean | undefined;
}

/** How many ids a model writes before a program is made, which takes as long as 100 to 200 of them. */
const IDS_BEFORE = 128;

/** `GPT.generate`. */
export function generate(
  model: GPT,
  prompt: ArrayLike<number>,
  options: GenerateOptions,
): AsyncGenerator<number, void, void> {
  checkSampling('generate', options, ['length', 'stopToken', 'signal', 'compile']);
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
  { length, stopToken, signal, random = sharedRandom().fork(), compile, ...sampling }: GenerateOptions,
): AsyncGenerator<number, void, void> {
  await ensureDevice();
  let past: KeyValue[] | undefined;
  let writer: Writer | undefined;
  const letGo = (): void => {
    tf.dispose(past);
    past = undefined;
    if (writer) returnWriter(model, writer);
    writer = undefined;
  };
  try {
    for (let count = 0; count < length; count++) {
      signal?.throwIfAborted();
      const isDue = !writer && (compile ?? (countId(model) >= IDS_BEFORE && hasPrograms()));
      let logits: tf.Tensor;
      if (writer) logits = await writer.next(ids.at(-1)!, ids.length - 1, compile);
      else {
        const fresh = past ? ids.slice(-1) : ids.slice(-model.contextLength);
        const read = next(model, fresh, past);
        tf.dispose(past);
        ({ logits, present: past } = read);
      }
      if (ids.length >= model.contextLength) {
        letGo(); // the window slides from here on, and nothing that was computed keeps its place
      } else if (isDue) {
        writer = borrowWriter(model);
        writer.begin(past!);
        tf.dispose(past);
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
    letGo();
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
