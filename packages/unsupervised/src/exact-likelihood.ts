import { ArgumentError, describe, ShapeError, tf } from '@thaw/backend';
import type { TensorLike } from '@thaw/core';

import { checkProbabilities } from './check-arguments.ts';
import type { RBMGradient } from './contrastive-divergence.ts';
import type { RBM } from './rbm.ts';

const MOST_UNITS = 20; // a million states of the smaller side

/**
 * The mean log-likelihood of data under a small machine, ln p(v), exactly: the partition function is a sum over all
 * states of the smaller side, in float64 on the host.
 *
 * ln Z = ln Σₛ exp(s·a + Σ softplus(s·M + o)),   s the states of the smaller side, a its biases, o those of the other
 *
 * Shapes: data [rows, visible], each 0 or 1 → one number, in nats.
 *
 * @throws {ArgumentError} when both sides have more than 20 units, or a number of the data is not from 0 to 1.
 * @throws {ShapeError} when the data are not [rows, visible].
 * @example
 * ```ts
 * import { logLikelihood, RBM } from '@thaw/unsupervised';
 * import { zeros } from '@thaw/core';
 *
 * const blank = new RBM(3, 2, { kernelInitializer: zeros }); // all 8 states are alike
 * console.log(await logLikelihood(blank, { data: Float32Array.of(1, 0, 1), shape: [1, 3] })); // -ln 8 = -2.079
 * ```
 */
export async function logLikelihood(rbm: RBM, data: TensorLike): Promise<number> {
  const machine = await read('logLikelihood', rbm);
  const rows = await rowsOf('logLikelihood', rbm, data);
  const logPartition = new States(machine).logPartition();
  const sum = rows.reduce((total, row) => total + logWeight(row, machine.kernel, machine), 0);
  return sum / rows.length - logPartition;
}

/**
 * The gradient of `logLikelihood` in each weight, exactly: averages over the data less averages over the machine's own
 * distribution. Contrastive divergence only estimates the latter.
 *
 * @returns tensors, the caller's to dispose.
 * @throws {ArgumentError} when both sides have more than 20 units, or a number of the data is not from 0 to 1.
 * @throws {ShapeError} when the data are not [rows, visible].
 */
export async function likelihoodGradient(rbm: RBM, data: TensorLike): Promise<RBMGradient> {
  const machine = await read('likelihoodGradient', rbm);
  const rows = await rowsOf('likelihoodGradient', rbm, data);
  const gradient = new Averages(machine.visible.length, machine.hidden.length);
  for (const row of rows) gradient.add(row, excitation(row, machine.kernel, machine.hidden), 1 / rows.length);
  const model = new States(machine).averages();
  const less = (a: Float64Array, b: Float64Array) => Float32Array.from(a, (value, i) => value - b[i]!);
  return {
    kernel: tf.tensor2d(less(gradient.kernel, model.kernel), [rbm.visible, rbm.hidden]),
    visibleBias: tf.tensor1d(less(gradient.visible, model.visible)),
    hiddenBias: tf.tensor1d(less(gradient.hidden, model.hidden)),
  };
}

/** The weights of a machine in float64; `kernel[i]` are those from visible unit i to the hidden ones. */
interface Machine {
  readonly kernel: readonly Float64Array[];
  readonly visible: Float64Array;
  readonly hidden: Float64Array;
}

/** ⟨v·h⟩, ⟨v⟩ and ⟨h⟩ under some distribution, as it is added up. */
class Averages {
  readonly kernel: Float64Array;
  readonly visible: Float64Array;
  readonly hidden: Float64Array;

  constructor(visible: number, hidden: number) {
    this.kernel = new Float64Array(visible * hidden);
    this.visible = new Float64Array(visible);
    this.hidden = new Float64Array(hidden);
  }

  add(visible: ArrayLike<number>, hidden: ArrayLike<number>, weight: number): void {
    for (let j = 0; j < hidden.length; j++) this.hidden[j]! += weight * hidden[j]!;
    for (let i = 0; i < visible.length; i++) {
      const part = weight * visible[i]!;
      this.visible[i]! += part;
      for (let j = 0; j < hidden.length; j++) this.kernel[i * hidden.length + j]! += part * hidden[j]!;
    }
  }
}

/** All states of the smaller side, one after another; the other side is summed out in each. */
class States {
  readonly #machine: Machine;
  readonly #byVisible: boolean;
  /** From the smaller side to the other. */
  readonly #kernel: readonly Float64Array[];
  readonly #sides: { readonly visible: Float64Array; readonly hidden: Float64Array };

  constructor(machine: Machine) {
    const { kernel, visible, hidden } = machine;
    this.#machine = machine;
    this.#byVisible = visible.length <= hidden.length;
    this.#kernel = this.#byVisible ? kernel : transpose(kernel);
    this.#sides = this.#byVisible ? machine : { visible: hidden, hidden: visible };
  }

  /** ln Z. */
  logPartition(): number {
    let [largest, sum] = [-Infinity, 0]; // Σ exp(weight − largest), rescaled whenever a larger one comes
    for (const state of this.#all()) {
      const weight = logWeight(state, this.#kernel, this.#sides);
      if (weight > largest) [largest, sum] = [weight, sum * Math.exp(largest - weight)];
      sum += Math.exp(weight - largest);
    }
    return largest + Math.log(sum);
  }

  /** The averages over the machine's own distribution. */
  averages(): Averages {
    const { visible, hidden } = this.#machine;
    const averages = new Averages(visible.length, hidden.length);
    const logPartition = this.logPartition();
    for (const state of this.#all()) {
      const probability = Math.exp(logWeight(state, this.#kernel, this.#sides) - logPartition);
      const other = excitation(state, this.#kernel, this.#sides.hidden);
      if (this.#byVisible) averages.add(state, other, probability);
      else averages.add(other, state, probability);
    }
    return averages;
  }

  /** The same array each time, with other numbers in it. */
  *#all(): Generator<Float64Array, void, void> {
    const state = new Float64Array(this.#kernel.length);
    for (let code = 0; code < 2 ** state.length; code++) {
      for (let i = 0; i < state.length; i++) state[i] = (code >> i) & 1;
      yield state;
    }
  }
}

/** −F of a state: s·a + Σ softplus(s·M + o). */
function logWeight(
  state: ArrayLike<number>,
  kernel: readonly Float64Array[],
  { visible, hidden }: { visible: Float64Array; hidden: Float64Array },
): number {
  const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  const own = visible.reduce((total, bias, i) => total + bias * state[i]!, 0);
  return sums(state, kernel, hidden).reduce((total, x) => total + softplus(x), own);
}

/** The probabilities that the units of the other side are on. */
function excitation(
  state: ArrayLike<number>,
  kernel: readonly Float64Array[],
  biases: Float64Array,
): Float64Array {
  return sums(state, kernel, biases).map((x) => 1 / (1 + Math.exp(-x)));
}

function sums(state: ArrayLike<number>, kernel: readonly Float64Array[], biases: Float64Array): Float64Array {
  const result = biases.slice();
  for (const [i, row] of kernel.entries()) {
    const on = state[i]!;
    if (on === 0) continue;
    for (let j = 0; j < row.length; j++) result[j]! += on * row[j]!;
  }
  return result;
}

function transpose(kernel: readonly Float64Array[]): Float64Array[] {
  return Array.from(kernel[0]!, (_, j) => Float64Array.from(kernel, (row) => row[j]!));
}

async function read(owner: string, rbm: RBM): Promise<Machine> {
  if (Math.min(rbm.visible, rbm.hidden) > MOST_UNITS) {
    throw new ArgumentError(
      `${owner}: ${rbm.title} has ${rbm.visible} visible and ${rbm.hidden} hidden units; ` +
        `all states of one side are gone through, so that one may have at most ${MOST_UNITS}.`,
    );
  }
  const { hidden } = rbm;
  const kernel = Float64Array.from(await rbm.kernel.data());
  return {
    kernel: Array.from({ length: rbm.visible }, (_, i) => kernel.subarray(i * hidden, (i + 1) * hidden)),
    visible: Float64Array.from(await rbm.visibleBias.data()),
    hidden: Float64Array.from(await rbm.hiddenBias.data()),
  };
}

async function rowsOf(owner: string, rbm: RBM, data: TensorLike): Promise<ArrayLike<number>[]> {
  const [rows = 0, width] = data?.shape ?? [];
  if (data?.shape?.length !== 2 || width !== rbm.visible || rows === 0) {
    throw new ShapeError(`${owner}: expected data [rows, ${rbm.visible}], got ${describe(data)}.`);
  }
  const values = data instanceof tf.Tensor ? await data.data<'float32'>() : data.data;
  checkProbabilities(owner, values);
  return Array.from({ length: rows }, (_, i) => values.subarray(i * width, (i + 1) * width));
}
