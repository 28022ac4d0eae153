import type { GPT, KeyValue } from '@thaw/attention';
import { tf } from '@thaw/core';
import { type CharacterTokenizer, characterTokenizer, type Sum, Table } from '@thaw/datasets';

import type { Heatmap, Samples } from './picture.ts';

/** What sums are written with. */
export const symbols: CharacterTokenizer = /* @__PURE__ */ characterTokenizer('0123456789+=');

/** Ids that a GPT reads, `27+58=08` of `27+58=085`: all but the last, since it says at each what comes next. */
export const CONTEXT = 8;
/** The places of the answer, the last ones that are predicted. */
const ANSWER = 3;
/** A target that counts for nothing: the question is given, not learnt. */
export const IGNORED = -1;

type IdColumns = {
  readonly input: { readonly data: Int32Array; readonly shape: readonly number[] };
  readonly target: { readonly data: Int32Array; readonly shape: readonly number[] };
};

/** Sums as rows of ids, [rows, 8]: as input all but the last, as target all but the first, with the question ignored. */
export function asTable(sums: readonly Sum[]): Table<IdColumns> {
  const shape = [sums.length, CONTEXT];
  const input = new Int32Array(sums.length * CONTEXT);
  const target = new Int32Array(sums.length * CONTEXT).fill(IGNORED);
  for (const [row, { question, answer }] of sums.entries()) {
    const ids = symbols.encode(question + answer);
    input.set(ids.subarray(0, CONTEXT), row * CONTEXT);
    target.set(ids.subarray(-ANSWER), (row + 1) * CONTEXT - ANSWER);
  }
  return new Table({ input: { data: input, shape }, target: { data: target, shape } });
}

/** What the model writes after each question, always the likeliest digit, with the keys and values of the question kept. */
export async function answersTo(model: GPT, sums: readonly Sum[]): Promise<string[]> {
  const answers: string[] = [];
  for (let begin = 0; begin < sums.length; begin += 1024) {
    const questions = sums.slice(begin, begin + 1024).map(({ question }) => symbols.encode(question));
    const digits = await write(model, questions);
    answers.push(...questions.map((_, row) => digits.map((digit) => symbols.decode([digit[row]!])).join('')));
  }
  return answers;
}

/** For each digit of the answers, the ids that the model writes after all questions. */
async function write(model: GPT, questions: readonly Int32Array[]): Promise<ArrayLike<number>[]> {
  const written: ArrayLike<number>[] = [];
  let past: KeyValue[] | undefined;
  let ids: tf.Tensor = tf.tensor2d(
    questions.map((question) => Array.from(question)),
    undefined,
    'int32',
  );
  while (written.length < ANSWER) {
    const { next, present } = tf.tidy(() => {
      const { states, present: kept } = model.attend(ids, past);
      const last = tf.slice(states, [0, ids.shape[1]! - 1, 0], [questions.length, 1, model.width]);
      return { next: tf.argMax(model.logits(last), -1), present: kept };
    });
    tf.dispose([ids, past]);
    [ids, past] = [next, present];
    written.push((await next.data()) as Int32Array); // [rows, 1]
  }
  tf.dispose([ids, past]);
  return written;
}

/** The part of the sums whose answers are right in every digit. */
export function rightOf(sums: readonly Sum[], answers: readonly string[]): number {
  return sums.filter(({ answer }, i) => answer === answers[i]).length / sums.length;
}

/** A few sums, those that are wrong first. */
export function drawSums(
  title: string,
  sums: readonly Sum[],
  answers: readonly string[],
  reversed: boolean,
): Samples {
  const forwards = (answer: string): string => (reversed ? [...answer].reverse().join('') : answer);
  const rows = sums.map(({ question, answer }, i) => {
    const isRight = answer === answers[i];
    return {
      isRight,
      cells: [question, forwards(answers[i]!), isRight ? 'right' : `wrong: ${forwards(answer)}`],
    };
  });
  const shown = [...rows.filter(({ isRight }) => !isRight), ...rows.filter(({ isRight }) => isRight)].slice(
    0,
    12,
  );
  return {
    kind: 'samples',
    title,
    columns: ['asked', 'answered', 'verdict'],
    rows: shown.map(({ cells }) => cells),
  };
}

/** How many of the sums of each ten with each ten are right: a square for every hundred sums. */
export function drawTens(title: string, sums: readonly Sum[], answers: readonly string[]): Heatmap {
  const right = Array.from({ length: 10 }, () => new Float64Array(10));
  const all = Array.from({ length: 10 }, () => new Float64Array(10));
  for (const [i, { question, answer }] of sums.entries()) {
    const [a, b] = [Number(question[0]), Number(question[3])];
    all[a]![b]! += 1;
    if (answer === answers[i]) right[a]![b]! += 1;
  }
  const tens = Array.from({ length: 10 }, (_, ten) => `${ten}_`);
  return {
    kind: 'heatmap',
    title,
    y: 'first term',
    x: 'second term',
    rows: tens,
    columns: tens,
    values: right.map((row, a) => Array.from(row, (count, b) => count / Math.max(1, all[a]![b]!))),
    low: 0,
    high: 1,
  };
}
