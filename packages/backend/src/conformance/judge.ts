import { Random } from '../random/random.ts';
import { tf } from '../tfjs.ts';
import { build, type Float64, size } from './float64.ts';
import type { Case, Input, Operation } from './operation.ts';

/** What was found of one operation on one device. */
export interface Verdict {
  /** Its values are those of the definition. */
  readonly value: boolean;
  /** Its gradients are the central differences of the definition; null where it has none. */
  readonly gradient: boolean | null;
  /** 20 runs gave the same bits, forward and backward. */
  readonly deterministic: boolean;
  /** What went wrong, in words. */
  readonly faults: readonly string[];
}

/** Holds an operation to its definition on the device in use. */
export async function judge(operation: Operation): Promise<Verdict> {
  const faults: string[] = [];
  const holds = async (
    what: string,
    one: Case,
    check: () => Promise<string | undefined>,
  ): Promise<boolean> => {
    const fault = await check().catch((error: unknown) => `throws "${(error as Error).message}"`);
    if (fault !== undefined) faults.push(`${what} of ${operation.name}, ${one.name}: ${fault}`);
    return fault === undefined;
  };
  const [values, gradients, repeats]: boolean[][] = [[], [], []];
  const tolerance = (tf.getBackend() === 'webgpu' && operation.tolerance) || 1e-5;
  const largest = operation.cases.reduce((a, b) => (weight(b) > weight(a) ? b : a));
  for (const one of operation.cases) {
    const moving = operation.flat === undefined && one.inputs.some(moves);
    values!.push(await holds('value', one, () => compareValue(one, tolerance)));
    if (moving) gradients!.push(await holds('gradient', one, () => compareGradient(one)));
    if (one === largest) repeats!.push(await holds('repetition', one, () => repeat(one, moving)));
  }
  const all = (found: boolean[] | undefined): boolean => found!.every(Boolean);
  return {
    value: all(values),
    gradient: operation.flat === undefined ? all(gradients) : null,
    deterministic: all(repeats),
    faults,
  };
}

async function compareValue(one: Case, tolerance: number): Promise<string | undefined> {
  const truth = one.truth(...one.inputs.map(exact));
  const inputs = one.inputs.map(onDevice);
  soil([truth.shape, ...one.inputs.map(({ shape }) => shape)]);
  const value = tf.tidy(() => one.call(...inputs));
  const [values, shape] = [await value.data(), value.shape];
  const [before, after] = [one.inputs.map(numbers), await Promise.all(inputs.map((input) => input.data()))];
  tf.dispose([value, ...inputs]);
  const changed = before.findIndex((given, i) => given.some((number, j) => number !== after[i]![j]));
  if (changed >= 0) return `changes its input ${changed}`;
  if (String(shape) !== String(truth.shape)) return `has shape [${shape}], not [${truth.shape}]`;
  return difference(values, truth.values, tolerance);
}

/** Of Σ w ⊙ output, for weights w that are drawn, so that every number of the output counts differently. */
async function compareGradient(one: Case): Promise<string | undefined> {
  const inputs = one.inputs.map(exact);
  soil(inputs.map(({ shape }) => shape));
  const gradients = tf.tidy(() => gradientsOf(one));
  const found = await Promise.all(gradients.map((gradient) => gradient.data()));
  tf.dispose(gradients);
  const weights = weightsOf(one.truth(...inputs).shape);
  const loss = (): number =>
    one.truth(...inputs).values.reduce((sum, value, i) => sum + value * weights[i]!, 0);
  const analytic: number[] = [];
  const numeric: number[] = [];
  for (const [which, input] of one.inputs.entries()) {
    if (!moves(input)) continue;
    const { values } = inputs[which]!;
    const gradient = found.shift()!;
    for (const i of coordinates(values.length)) {
      const [before, step] = [values[i]!, 1e-4];
      values[i] = before + step;
      const above = loss();
      values[i] = before - step;
      numeric.push((above - loss()) / (2 * step));
      values[i] = before;
      analytic.push(gradient[i]!);
    }
  }
  return difference(analytic, numeric, 2e-4);
}

async function repeat(one: Case, moving: boolean): Promise<string | undefined> {
  const runs = Array.from({ length: 20 }, () => {
    const tensors = tf.tidy(() => [
      one.call(...one.inputs.map(onDevice)),
      ...(moving ? gradientsOf(one) : []),
    ]);
    soil(tensors.map(({ shape }) => shape));
    return tensors;
  });
  const values = await Promise.all(
    runs.map((tensors) => Promise.all(tensors.map((tensor) => tensor.data()))),
  );
  tf.dispose(runs);
  const same = (numbers: ArrayLike<number>, first: ArrayLike<number>): boolean =>
    Array.from(numbers).every((value, i) => Object.is(value, first[i]));
  const other = values.findIndex((run) => !run.every((numbers, i) => same(numbers, values[0]![i]!)));
  return other < 0 ? undefined : `run ${other + 1} gave other bits than the first`;
}

/** Leaves other numbers in memory that is free, so that a kernel which adds to what it finds there is found out. */
function soil(shapes: readonly (readonly number[])[]): void {
  tf.dispose(shapes.map((shape) => tf.tensor(new Float32Array(size(shape)).fill(7), [...shape])));
}

export function gradientsOf(one: Pick<Case, 'inputs' | 'call'>): tf.Tensor[] {
  return gradientStep(one)();
}

/** The same as a step that may be traced, in which nothing is drawn: what it draws is drawn here. */
export function gradientStep({ inputs, call }: Pick<Case, 'inputs' | 'call'>): () => tf.Tensor[] {
  const drawn = inputs.map(numbers);
  const given = (): tf.Tensor[] =>
    inputs.map(({ shape, dtype = 'float32' }, i) => tf.tensor(drawn[i]!, [...shape], dtype));
  const shape = tf.tidy(() => call(...given()).shape);
  const weights = weightsOf(shape);
  return () => {
    const tensors = given();
    const loss = (...moving: tf.Tensor[]): tf.Scalar => {
      const output = call(...tensors.map((tensor, i) => (moves(inputs[i]!) ? moving.shift()! : tensor)));
      return tf.sum(tf.mul(output, tf.tensor(weights, shape)));
    };
    return tf.grads(loss)(tensors.filter((_, i) => moves(inputs[i]!)));
  };
}

/** All of few, some of many: the definition is slow. */
function coordinates(count: number): number[] {
  const tried = Math.min(count, count > 500 ? 4 : 30);
  return Array.from({ length: tried }, (_, i) => Math.floor((i * count) / tried));
}

export function moves({ dtype = 'float32' }: Input): boolean {
  return dtype === 'float32';
}

function weightsOf(shape: readonly number[]): Float32Array {
  return new Random(99).normal(size(shape));
}

function weight({ inputs }: Case): number {
  return inputs.reduce((sum, { shape }) => sum + size(shape), 0);
}

export function onDevice(input: Input, index: number): tf.Tensor {
  return tf.tensor(numbers(input, index), [...input.shape], input.dtype ?? 'float32');
}

function exact(input: Input, index: number): Float64 {
  const values = numbers(input, index);
  let i = 0;
  return build(input.shape, () => values[i++]!);
}

function numbers({ shape, draw }: Input, index: number): Float32Array {
  if (typeof draw !== 'string') return Float32Array.from(draw);
  const random = new Random(7).fork(index);
  if (draw === 'normal') return random.normal(size(shape));
  if (draw === 'nonzero') return random.normal(size(shape)).map((value) => value + 0.1 * Math.sign(value));
  const [low, high] = { positive: [0.2, 2], unit: [-0.9, 0.9], aboveOne: [1.1, 3] }[draw] as [number, number];
  return random.uniform(size(shape)).map((value) => low + (high - low) * value);
}

/** How two lists of numbers differ, in words, or undefined where they do not by more than a part of the largest. */
function difference(
  found: ArrayLike<number>,
  truth: ArrayLike<number>,
  tolerance: number,
): string | undefined {
  const expected = Array.from(truth);
  const largest = expected.reduce(
    (most, value) => Math.max(most, Number.isFinite(value) ? Math.abs(value) : 0),
    0,
  );
  const off = (value: number, i: number): boolean =>
    !Object.is(value, found[i]) && !(Math.abs(value - found[i]!) <= tolerance * Math.max(largest, 1e-3));
  const wrong = expected.findIndex(off);
  if (found.length === expected.length && wrong < 0) return undefined;
  return `number ${wrong} of ${expected.length} is ${found[wrong]}, not ${expected[wrong]}`;
}
