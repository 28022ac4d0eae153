import { beforeAll, expect, test } from 'vitest';

import { drawUniform, ensureDevice, memory, Random, sgdUpdate, tf } from '../../index.ts';
import { everyRun, isTracing, liveTensor } from '../live.ts';
import { replay } from '../replay.ts';
import type { Graph } from './graph.ts';
import { TraceError } from './trace-error.ts';
import { traceRun } from './trace-run.ts';
import type { Step } from './trace-step.ts';

beforeAll(async () => {
  await ensureDevice();
});

async function numbersOf(outputs: Record<string, tf.Tensor>): Promise<number[]> {
  const all = await Promise.all(Object.values(outputs).map((tensor) => tensor.data()));
  tf.dispose(outputs);
  return all.flatMap((numbers) => [...numbers]);
}

test('what is live is computed anew in each run, in order, and not while the step is traced', async () => {
  let count = 0;
  const step: Step = (x) => {
    everyRun(() => void count++);
    const rate = liveTensor(() => 1 / count);
    everyRun(() => void (count += isTracing() ? 100 : 1));
    return { y: tf.mul(x!, rate), pair: liveTensor(() => Int32Array.of(count, -count), [2], 'int32') };
  };
  const x = tf.scalar(6);
  const graph = traceRun(step, [x]);
  expect(count).toBe(0);
  expect(graph.live.map(({ value: { shape, dtype } }) => [shape, dtype])).toEqual([
    [[], 'float32'],
    [[2], 'int32'],
  ]);
  expect(await numbersOf(replay(graph, [x]))).toEqual([6, 2, -2]);
  expect(await numbersOf(replay(graph, [x]))).toEqual([2, 4, -4]);
  expect(await numbersOf(tf.tidy(() => step(x)) as Record<string, tf.Tensor>)).toEqual([
    expect.closeTo(1.2, 6),
    6,
    -6,
  ]);
  x.dispose();
});

test('what the first run remembers may be drawn: its numbers are those that the run draws, once', async () => {
  const walk = async (take: (step: Step, x: tf.Tensor) => Record<string, tf.Tensor>): Promise<unknown> => {
    const random = new Random(3);
    let first: tf.Variable | undefined;
    const step: Step = (x) => {
      drawUniform(random, [4]); // moves on, and is no part of what is remembered
      const [a, b, c] = [random, random.fork(), random.fork()].map((one) => drawUniform(one, [1]));
      const host = liveTensor(() => random.uniform(1), [1], 'float32', random);
      const sum = tf.addN([x!, a!, tf.mul(b!, 2), tf.mul(c!, 4), tf.mul(host, 8)]);
      first ??= tf.variable(sum);
      return { first: tf.clone(first), sum };
    };
    const x = tf.tensor1d([1]);
    const seen = [];
    for (let run = 0; run < 3; run++) seen.push(await numbersOf(take(step, x)), random.state);
    tf.dispose([x, first!]);
    return seen;
  };
  let graph: Graph | undefined;
  const eager = (await walk((step, x) => tf.tidy(() => step(x) as tf.NamedTensorMap))) as number[][];
  expect(await walk((step, x) => replay((graph ??= traceRun(step, [x])), [x]))).toEqual(eager);
  expect(eager[0]![0]).toBe(eager[0]![1]);
  expect(eager[2]![0]).not.toBe(eager[2]![1]);
});

test('what the first run remembers is made with the numbers it would have, once, and runs begin from there', async () => {
  const w = tf.variable(tf.tensor1d([1, 2]));
  let slots: { mean: tf.Variable; start: tf.Variable; largest: tf.Variable } | undefined;
  const step: Step = (x) => {
    slots ??= {
      mean: tf.variable(tf.zerosLike(tf.mul(x!, w))),
      start: tf.variable(tf.clone(w)),
      largest: tf.variable(tf.max(x!)),
    };
    slots.mean.assign(tf.add(tf.mul(slots.mean, 0.5), x!));
    w.assign(tf.sub(w, slots.mean));
    return { distance: tf.sub(w, slots.start), largest: slots.largest };
  };
  const x = tf.tensor1d([4, 8]);
  const before = memory().tensors;
  const graph = traceRun(step, [x]);
  expect(memory().tensors).toBe(before + 3);
  const { mean, start, largest } = slots!;
  expect([...(await mean.data()), ...(await start.data()), ...(await largest.data())]).toEqual([
    0, 0, 1, 2, 8,
  ]);
  expect(await numbersOf(replay(graph, [x]))).toEqual([-4, -8, 8]);
  expect(await numbersOf(replay(graph, [x]))).toEqual([-10, -20, 8]);
  expect(memory().tensors).toBe(before + 3);
  tf.dispose([w, x, mean, start, largest]);
});

test('what a run counts is not counted when the variables of the first are made', async () => {
  const [w, x] = [tf.variable(tf.scalar(0)), tf.scalar(3)];
  let count = 1;
  let rate: tf.Variable | undefined;
  const step: Step = (given) => {
    everyRun(() => void count++);
    rate ??= tf.variable(tf.div(given!, 6));
    liveTensor(() => count++);
    w.assign(tf.add(w, tf.mul(given!, rate)));
    return {};
  };
  const graph = traceRun(step, [x]);
  expect([count, ...(await rate!.data())]).toEqual([1, 0.5]);
  replay(graph, [x]);
  expect([count, ...(await w.data())]).toEqual([3, 1.5]);
  tf.dispose([w, x, rate!]);
});

test('what the first run remembers of weights after their update leaves weights and slots where they are', async () => {
  const w = tf.tidy(() => tf.variable(tf.tensor1d([8]))); // alone has its numbers
  const gradient = tf.tensor1d([2]);
  let slots: { velocity: tf.Variable; average: tf.Variable } | undefined;
  const step: Step = (given) => {
    const velocity = slots?.velocity ?? tf.variable(tf.zerosLike(w));
    const settings = { rate: 1, momentum: 0.5, nesterov: false, decay: 0 };
    sgdUpdate([{ variable: w, gradient: given!, velocity }], settings);
    slots ??= { velocity, average: tf.variable(tf.mul(w, 1)) };
    slots.average.assign(tf.div(tf.add(slots.average, w), 2));
    return { average: slots.average };
  };
  const before = memory().tensors;
  const graph = traceRun(step, [gradient]);
  expect(memory().tensors).toBe(before + 2);
  const there = async (): Promise<number[]> => numbersOf({ w: w.clone(), u: slots!.velocity.clone() });
  expect([...(await there()), ...(await slots!.average.data())]).toEqual([8, 0, 6]);
  expect([...(await numbersOf(replay(graph, [gradient]))), ...(await there())]).toEqual([6, 6, -2]);
  expect([...(await numbersOf(replay(graph, [gradient]))), ...(await there())]).toEqual([4.5, 3, -3]);
  tf.dispose([w, gradient, slots!.velocity, slots!.average]);
});

test('a step that makes variables anew in every run is refused, and so is one that fails after it made some', async () => {
  const anew: Step = (x) => ({ y: tf.add(tf.variable(tf.zeros([1]), true, 'anew'), x!) });
  const x = tf.scalar(1);
  expect(() => traceRun(anew, [x])).toThrow(
    // the first is there by then, and has the name
    /already registered/,
  );
  tf.engine().registeredVariables['anew']!.dispose();
  const unnamed: Step = (given) => ({ y: tf.add(tf.variable(tf.zeros([1])), given!) });
  expect(() => traceRun(unnamed, [x])).toThrow(/^the step makes variables \(\d+\); make them before it/);
  let kept: tf.Variable | undefined;
  const failing: Step = (given) => {
    kept ??= tf.variable(tf.add(given!, 1));
    kept.dataSync();
    return {};
  };
  expect(() => traceRun(failing, [x])).toThrow(TraceError);
  expect([...(await kept!.data())]).toEqual([2]);
  kept!.dispose();
});
