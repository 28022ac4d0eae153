import { expectNoLeak } from '@thaw/testing';
import { beforeAll, expect, test, vi } from 'vitest';

import {
  currentDevice,
  ensureDevice,
  everyRun,
  liveTensor,
  memory,
  tf,
  valueAndGradients,
} from '../index.ts';
import { compile } from './compile.ts';

beforeAll(async () => {
  await ensureDevice();
});

/** A line fitted to points by a step of gradient descent. */
function regression(): { w: tf.Variable; step: (x: tf.Tensor, y: tf.Tensor) => { loss: tf.Tensor } } {
  const w = tf.tidy(() => tf.variable(tf.tensor2d([[0.5], [-1]])));
  const step = (x: tf.Tensor, y: tf.Tensor): { loss: tf.Tensor } => {
    const { value, gradients } = valueAndGradients(
      () => tf.squaredDifference(tf.matMul(x, w), y).mean(),
      [w],
    );
    w.assign(w.sub(gradients[w.name]!.mul(0.1)));
    return { loss: value };
  };
  return { w, step };
}

async function taken(tensor: tf.Tensor): Promise<number[]> {
  const data = await tensor.data();
  tensor.dispose();
  return [...data];
}

test('a step that is compiled returns and changes what the step does, run after run, to the bit', async () => {
  const [x, y] = [
    tf.tensor2d([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    tf.tensor2d([[1], [2], [4]]),
  ];
  const [a, b] = [regression(), regression()];
  const run = compile(a.step);
  for (let i = 0; i < 4; i++) {
    const eager = tf.tidy(() => b.step(x, y).loss);
    expect(await taken((await run(x, y)).loss)).toEqual(await taken(eager));
    expect(await a.w.data()).toEqual(await b.w.data());
  }
  expect(run.programs.length).toBe(1);
  run.dispose();
  tf.dispose([x, y, a.w, b.w]);
});

test('records and lists go in and come out as they are, and what is undefined stays so', async () => {
  const run = compile(
    ({ at, by }: { at: { x: tf.Tensor }; by?: tf.Tensor }, [first]: tf.Tensor[], unused?: tf.Tensor) => ({
      sums: [at.x.add(first!), by ? at.x.mul(by) : at.x.neg()],
      same: at.x,
      unused,
    }),
  );
  const [x, first, by] = [tf.scalar(3), tf.scalar(4), tf.scalar(5)];
  const outputs = await run({ at: { x } }, [first]);
  expect(Object.keys(outputs)).toEqual(['sums', 'same', 'unused']);
  expect(outputs.unused).toBe(undefined);
  expect(await Promise.all([...outputs.sums, outputs.same].map(taken))).toEqual([[7], [-3], [3]]);
  const { sums, same } = await run({ at: { x }, by }, [first]);
  expect(await Promise.all([...sums, same].map(taken))).toEqual([[7], [15], [3]]);
  const device = currentDevice()!.name;
  expect(run.programs.map(({ signature }) => signature)).toEqual([
    `0.at.x float32 [], 1.0 float32 [] · ${device}`,
    `0.at.x float32 [], 0.by float32 [], 1.0 float32 [] · ${device}`,
  ]);
  const alone = compile((given: tf.Tensor) => tf.square(given));
  expect(await taken(await alone(x))).toEqual([9]);
  tf.dispose([x, first, by]);
});

test('runs happen in the order in which they are asked for, also those that wait for a program', async () => {
  const last = tf.variable(tf.scalar(0));
  const run = compile((x: tf.Tensor) => {
    last.assign(last.mul(10).add(x.sum()));
    return { last };
  });
  const [one, pair] = [tf.tensor1d([1]), tf.tensor1d([1, 1])];
  const runs = [run(one), run(pair), run(one), run(pair)];
  expect(run.now(one)).toBe(undefined);
  expect(await Promise.all(runs.map(async (done) => taken((await done).last)))).toEqual([
    [1],
    [12],
    [121],
    [1212],
  ]);
  expect(await taken(run.now(one)!.outputs.last)).toEqual([12121]);
  tf.dispose([one, pair, last]);
});

test('a variant is compiled apart, and what is live is computed in each run', async () => {
  let isNegative = false;
  let count = 0;
  const run = compile(
    (x: tf.Tensor) => {
      everyRun(() => void count++);
      const scaled = x.mul(liveTensor(() => count));
      return isNegative ? scaled.neg() : scaled;
    },
    { variant: () => (isNegative ? 'negative' : ''), name: 'scale' },
  );
  const x = tf.scalar(2);
  const seen: number[] = [];
  for (const negative of [false, false, true, false, true]) {
    isNegative = negative;
    seen.push(...(await taken(await run(x))));
  }
  expect(seen).toEqual([2, 4, -6, 8, -10]);
  const device = currentDevice()!.name;
  expect(run.programs.map(({ signature }) => signature)).toEqual([
    `0 float32 [] · ${device}`,
    `0 float32 [] · negative · ${device}`,
  ]);
  expect(run.explain()).toContain('compile(scale), program 2: 0 float32 [] · negative');
  x.dispose();
});

test('a program whose variable or tensor from outside is gone is made anew', async () => {
  let w = tf.variable(tf.scalar(2));
  let outside = tf.scalar(1);
  const run = compile((x: tf.Tensor) => x.mul(w).add(outside));
  const x = tf.scalar(5);
  expect(await taken(await run(x))).toEqual([11]);
  w.dispose();
  w = tf.variable(tf.scalar(3));
  expect(await taken(await run(x))).toEqual([16]);
  outside.dispose();
  outside = tf.scalar(2);
  expect(await taken(await run(x))).toEqual([17]);
  expect(run.programs.length).toBe(1);
  tf.dispose([x, w, outside]);
});

test('two steps side by side, a thousand runs, and nothing stays', async () => {
  const [x, y] = [tf.ones([3, 2]), tf.ones([3, 1])];
  const [a, b] = [regression(), regression()];
  const runs = [compile(a.step), compile(b.step)];
  for (const run of runs) (await run(x, y)).loss.dispose();
  const before = memory();
  for (let i = 0; i < 500; i++) for (const run of runs) run.now(x, y)!.outputs.loss.dispose();
  expect(memory()).toEqual(before);
  expect(await a.w.data()).toEqual(await b.w.data());
  for (const run of runs) run.dispose();
  tf.dispose([x, y, a.w, b.w]);
  await expectNoLeak(async () => {
    const { w, step } = regression();
    const run = compile(step);
    const [given, target] = [tf.ones([3, 2]), tf.ones([3, 1])];
    (await run(given, target)).loss.dispose();
    run.dispose();
    tf.dispose([given, target, w]);
  });
});

test('more than 16 programs warn once, with the last two signatures', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const run = compile((x: tf.Tensor) => x.sum(), { name: 'sum' });
  for (let i = 1; i <= 19; i++) {
    const x = tf.ones([i]);
    expect(await taken(await run(x))).toEqual([i]);
    x.dispose();
  }
  const device = currentDevice()!.name;
  expect(warn.mock.calls).toEqual([
    [
      'compile(sum): there are more than 16 programs by now, for it is compiled anew whenever its inputs have other shapes; the last two are for\n' +
        `  0 float32 [16] · ${device}\n  0 float32 [17] · ${device}\nPad what varies to a few sizes.`,
    ],
  ]);
  warn.mockRestore();
  run.dispose();
});

test('explain tells what is computed, and what costs most', async () => {
  const w = tf.variable(tf.ones([64, 8]), true, 'explained');
  const run = compile((x: tf.Tensor) => ({ y: tf.matMul(x, w).add(1) }), { name: 'line' });
  expect(run.explain()).toBe('compile(line) has no program yet: run it once.');
  const x = tf.ones([16, 64]);
  (await run(x)).y.dispose();
  const lines = run.explain().split('\n');
  expect(lines[0]).toBe(`compile(line), program 1: 0 float32 [16, 64] · ${currentDevice()!.name}`);
  expect(lines[2]).toMatch(/^2 operations as traced, \d after the passes, \d calls of kernels in a run$/);
  expect(lines[3]).toMatch(/^memory: .* between operations, .* of constants; 1 variables hold 2\.05 kB$/);
  const traced = lines.slice(lines.indexOf('As traced:') + 1, lines.indexOf('After the passes:') - 1);
  expect(traced).toEqual([
    '  v0 float32 [16, 64] is an input',
    '  v1 float32 [] is 1',
    '  v2 float32 [64, 8] is the variable explained',
    '  v3 float32 [16, 8] = BatchMatMul v0 v2 (transposeA false, transposeB false)',
    '  v4 float32 [16, 8] = Add v3 v1',
    '  y is v4',
  ]);
  expect(lines[6]).toMatch(/^ +\d+ % 16\.4 kFLOP, 6\.66 kB: .*\[16, 64\] \[64, 8\]/);
  run.dispose();
  tf.dispose([x, w]);
});
