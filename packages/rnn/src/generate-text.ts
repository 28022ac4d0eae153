import { ArgumentError, describe } from '@thaw/backend';

import type { GenerateOptions, LanguageModel } from './language-model.ts';

/** Text to ids and back. Those of @thaw/datasets are such; so may be one of your own. */
export interface Tokenizer {
  /** How many ids there are. */
  readonly vocabularySize: number;
  /** The ids of a text. */
  encode(text: string): ArrayLike<number>;
  /** The text of ids. */
  decode(ids: ArrayLike<number>): string;
}

/**
 * Goes on after a text, piece by piece: `LanguageModel.generate` with a tokenizer on both ends. A character that several ids make
 * together, as bytes do, comes when its last id is there.
 *
 * @throws {ArgumentError} when tokenizer and model have vocabularies of different sizes, or the prompt is empty.
 * @example
 * ```ts
 * import { generateText, LanguageModel } from '@thaw/rnn';
 *
 * const letters = [...'abcdefghijklmnopqrstuvwxyz '];
 * const tokenizer = {
 *   vocabularySize: letters.length,
 *   encode: (text: string) => [...text].map((letter) => letters.indexOf(letter)),
 *   decode: (ids: ArrayLike<number>) => Array.from(ids, (id) => letters[id]).join(''),
 * };
 * let text = 'once upon';
 * const model = new LanguageModel(letters.length, 16); // it has learned nothing yet
 * for await (const piece of generateText(model, tokenizer, text, { length: 10 })) text += piece;
 * console.log(text.length); // 19
 * ```
 */
export async function* generateText(
  model: LanguageModel,
  tokenizer: Tokenizer,
  prompt: string,
  options: GenerateOptions,
): AsyncGenerator<string, void, void> {
  if (tokenizer?.vocabularySize !== model.vocabularySize) {
    throw new ArgumentError(
      `generateText: the model knows ${model.vocabularySize} ids and the tokenizer ${describe(tokenizer?.vocabularySize)}; ` +
        'use the tokenizer that the model was trained with.',
    );
  }
  const waiting: number[] = [];
  for await (const id of model.generate(tokenizer.encode(prompt), options)) {
    waiting.push(id);
    const piece = tokenizer.decode(waiting);
    if (piece.endsWith('\ufffd') && waiting.length < BYTES_OF_A_CHARACTER) continue;
    waiting.length = 0;
    yield piece;
  }
  if (waiting.length > 0) yield tokenizer.decode(waiting);
}

/** In UTF-8, at most. What is no character then will be none. */
const BYTES_OF_A_CHARACTER = 4;
