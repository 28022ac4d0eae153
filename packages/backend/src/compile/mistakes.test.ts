import { beforeAll, expect, test } from 'vitest';

import { decided, ensureDevice, liveTensor, memory, tf } from '../index.ts';
import { compile } from './compile.ts';
import { TraceError } from './trace/trace-error.ts';

beforeAll(async () => {
  await ensureDevice();
});

const wasRead = (origin: string): string =>
  `compile(s): a number was read (dataSync, arraySync, data, array) that is known only when the step runs, for it comes of ${origin}; return the ` +
  'tensor from the step and read it there.';
const LEAVE_OUT =
  'compile(s): a step returns tensors, such as { loss }, got a promise; leave out async, for nothing can be waited for within a step.';
const anew = (what: string, kernel: string): string =>
  `compile(s): a number that ${kernel} reads, in a tensor ${what} made in the step, is 1 in one run and 2 in the next; pass it to the step as a tensor, or ` +
  'let each run compute it: liveTensor(() => …).';

/** What JavaScript counts, from 1 in each step. */
let count = 0;
const inner = compile((x: tf.Tensor) => tf.neg(x), { name: 'inner' });
const gone: { tensor?: tf.Tensor } = {};

/** Mistakes of a step of a matrix [2, 2], and what they are told. */
const mistakes: [string, (x: tf.Tensor) => unknown, string][] = [
  ['a number asked for', (x) => tf.mul(x, tf.max(x).dataSync()[0]!), wasRead('Max')],
  ['a number of a promise', (x) => (void x.data(), tf.neg(x)), wasRead('input 0 of the step')],
  ['a comparison of tensors', (x) => ((tf.max(x) as unknown as number) > 1 ? x : tf.neg(x)), wasRead('Max')],
  ['printing', (x) => (x.print(), x), wasRead('input 0 of the step')],
  ['a step that waits for a number', async (x) => tf.mul(x, (await tf.max(x).data())[0]!), LEAVE_OUT],
  ['one that waits for something else', async (x) => (await Promise.resolve(), tf.neg(x)), LEAVE_OUT],
  ['a counter', (x) => tf.mul(x, ++count), anew('[]', 'Multiply')],
  ['one in a list', (x) => tf.add(x, tf.tensor1d([0, ++count])), anew('[2]', 'Add')],
  [
    'a setting that changes',
    (x) => tf.clipByValue(x, 0, ++count),
    'compile(s): ClipByValue has clipValueMax 1 in one run and 2 in the next; it is no tensor and stays as it is: compute with a tensor in its place, an ' +
      'input or liveTensor(() => …), or have a program for each (variant).',
  ],
  [
    'a shape that changes',
    (x) => tf.tile(x, [++count, 1]),
    'compile(s): Tile makes float32 [2, 2] in one run and float32 [4, 2] in the next; shapes and types must follow from those of the inputs of the step.',
  ],
  [
    'a way that changes',
    (x) => (++count % 2 === 0 ? tf.neg(x) : tf.exp(x)),
    'compile(s): operation 0 is Exp in one run and Neg in the next: the step goes another way from run to run; decide before it, or by tf.where.',
  ],
  [
    'an operand that changes',
    (x) => tf.abs([tf.exp(x), tf.neg(x)][count++ % 2]!),
    'compile(s): operation 2 is Abs in one run and Abs of something else in the next: the step goes another way from run to run; decide before ' +
      'it, or by tf.where.',
  ],
  [
    'a tensor from outside that is gone',
    (x) => tf.add(x, gone.tensor!),
    'compile(s): Add reads a tensor [2] from outside of the step, which was disposed; it must live for as long as the step is run, or be an input of it.',
  ],
  [
    'a compiled step within another',
    (x) => inner.now(x),
    'compile(s): compile(inner) was called within another compiled step; call there the function that it was made of.',
  ],
  ['one that is waited for', (x) => void inner(x), 'compile(s): compile(inner) was called within another compiled step; call there the function that it was made of.'], // prettier-ignore
];

test.each(mistakes)('%s: the error says what to do instead, and nothing stays', async (_, step, message) => {
  count = 0;
  gone.tensor = tf.ones([2]);
  gone.tensor.dispose();
  const x = tf.ones([2, 2]);
  const before = memory().tensors;
  const run = compile(step as (x: tf.Tensor) => tf.Tensor, { name: 's' });
  const error = await run(x).catch((thrown: unknown) => thrown);
  expect(error).toEqual(new TraceError(message));
  expect(memory().tensors).toBe(before);
  x.dispose();
});

test('a variable that is gone is named', async () => {
  const w = tf.variable(tf.scalar(1), true, 'gone');
  w.dispose();
  await expect(compile(() => tf.exp(w), { name: 's' })()).rejects.toThrow(
    'compile(s): Exp reads the variable gone from outside of the step, which was disposed; it must live for as long as the step is run, or be an ' +
      'input of it.',
  );
});

test('inputs are tensors of real numbers', async () => {
  const text = tf.tensor1d(['a']);
  await expect(compile((x: tf.Tensor) => x, { name: 's' })(text)).rejects.toThrow(
    'compile(s): input 0 is of type string; make real numbers of it before the step.',
  );
  text.dispose();
});

test('a run of another way than the program is refused by the name of its step', async () => {
  let way = 'a';
  const run = compile((x: tf.Tensor) => (decided(() => way) === 'a' ? tf.neg(x) : tf.exp(x)), { name: 's' });
  const x = tf.scalar(1);
  (await run(x)).dispose();
  way = 'b';
  await expect(run(x)).rejects.toThrow(
    "compile(s): this run would go another way, 'b', than that which was compiled, 'a'; have each compiled: compile(step, { variant: () => … }), " +
      'with what tells it, such as the phase() of an optimizer.',
  );
  run.dispose();
  x.dispose();
});

test('what is live has as many numbers as its shape, and a variant is a function', async () => {
  const live = (numbers: unknown, shape: number[]): Promise<tf.Tensor> =>
    compile(() => tf.neg(liveTensor(() => numbers as number, shape)))();
  await expect(live([1, 2], [3])).rejects.toThrow('liveTensor: expected 3 numbers for the shape [3], got 2.');
  await expect(live(undefined, [])).rejects.toThrow(
    'liveTensor: expected a number for the shape [], got undefined.',
  );
  expect(() => compile(() => ({}), { variant: 'a' as never })).toThrow(
    "compile: variant is a function that tells the way of a run, such as () => 'training', got the string 'a'.",
  );
});
