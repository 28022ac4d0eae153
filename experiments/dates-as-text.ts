import type { Transformer } from '@thaw/attention';
import { type Batch, type Random, tf } from '@thaw/core';
import { type CharacterTokenizer, characterTokenizer, writeDate } from '@thaw/datasets';

import type { Heatmap, Samples } from './picture.ts';

/** What fills up a source, and what a target begins with. */
const blank = '_';
/** What dates are written with; blank has the id 0. */
export const readable: CharacterTokenizer = /* @__PURE__ */ characterTokenizer(
  `${blank} ,./0123456789JanuaryFebruaryMarchAprilMayJuneJulyAugustSeptemberOctoberNovemberDecember` +
    'MonTueWedThuFriSatSunstndrdth',
);
export const writable: CharacterTokenizer = /* @__PURE__ */ characterTokenizer(`${blank}0123456789-`);
/** The longest date: 30th September 2014. */
const SOURCE = 19;
const TARGET = 10;

/** A date as it is read, and as it should be written. */
export interface Translation {
  readonly written: string;
  readonly iso: string;
}

/** As many batches of 64 days, each in one of its ten forms, drawn anew. */
export function* drawBatches(days: readonly string[], steps: number, random: Random): Generator<Batch> {
  const rows = 64;
  for (let step = 0; step < steps; step++) {
    const [chosen, forms] = [random.integers(rows, days.length), random.integers(rows, 10)];
    const source = new Int32Array(rows * SOURCE);
    const target = new Int32Array(rows * TARGET);
    const next = new Int32Array(rows * TARGET);
    for (let row = 0; row < rows; row++) {
      const iso = days[chosen[row]!]!;
      source.set(toSource(writeDate(iso)[forms[row]!]!), row * SOURCE);
      target.set(writable.encode(blank + iso.slice(0, -1)), row * TARGET);
      next.set(writable.encode(iso), row * TARGET);
    }
    yield {
      input: {
        source: { data: source, shape: [rows, SOURCE] },
        target: { data: target, shape: [rows, TARGET] },
      },
      target: { data: next, shape: [rows, TARGET] },
    };
  }
}

/** Every day in all its ten forms. */
export function inAllForms(days: readonly string[]): Translation[] {
  return days.flatMap((iso) => writeDate(iso).map((written) => ({ written, iso })));
}

/** What the model writes for each date, letter by letter, always the likeliest. */
export async function translations(model: Transformer, asked: readonly Translation[]): Promise<string[]> {
  const answers: string[] = [];
  for (let begin = 0; begin < asked.length; begin += 500) {
    const sources = asked.slice(begin, begin + 500).map(({ written }) => toSource(written));
    const ids = await model.translate(sources, { start: 0, maximumLength: TARGET });
    answers.push(...ids.map((row) => writable.decode(row)));
  }
  return answers;
}

/**
 * Where the model looks while it writes: for each letter of its answer the weights of the letters it reads, the mean
 * over the heads of all blocks.
 */
export async function drawAlignment(model: Transformer, asked: Translation): Promise<Heatmap> {
  const [answer] = await translations(model, [asked]);
  const weights = tf.tidy(() => {
    const source = tf.tensor2d(toSource(asked.written), [1, SOURCE], 'int32');
    const target = tf.tensor2d(writable.encode(blank + answer!.slice(0, -1)), [1, TARGET], 'int32');
    const decoded = model.decode(target, model.encode(source));
    return tf.mean(tf.concat(decoded.crossWeights(), 1), [0, 1]); // [1, heads, written, read] for each block
  });
  const values = await weights.data();
  weights.dispose();
  const read = [...asked.written];
  return {
    kind: 'heatmap',
    title: `Where it looks while it writes ${answer}`,
    y: 'written',
    x: 'read',
    rows: [...answer!],
    columns: read,
    values: Array.from({ length: TARGET }, (_, row) =>
      Array.from(values.subarray(row * SOURCE, row * SOURCE + read.length)),
    ),
    low: 0,
    high: 1,
  };
}

/** A few translations, those that are wrong first. */
export function drawTranslations(
  title: string,
  asked: readonly Translation[],
  answers: readonly string[],
): Samples {
  const rows = asked.map(({ written, iso }, i) => [
    written,
    answers[i]!,
    answers[i] === iso ? 'right' : `wrong: ${iso}`,
  ]);
  const isRight = ([, , verdict]: readonly string[]): boolean => verdict === 'right';
  const shown = [...rows.filter((row) => !isRight(row)), ...rows.filter(isRight)].slice(0, 12);
  return { kind: 'samples', title, columns: ['read', 'written', 'verdict'], rows: shown };
}

/** The ids of a date, filled up with blanks. */
function toSource(written: string): Int32Array {
  return readable.encode(written.padEnd(SOURCE, blank));
}
