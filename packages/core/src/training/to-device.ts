import { allFinite, ArgumentError, describe, tf } from '@thaw/backend';

import type { Weighting } from '../losses/weighting.ts';
import type { ArrayData, Batch, Inputs, InputsLike, InputValues, TensorLike } from './batch.ts';

/** A batch on the device. `dispose` frees what was made here, not what the caller handed in. */
export interface DeviceBatch {
  readonly input: Inputs;
  readonly target: Inputs | undefined;
  /** What the batch says of its rows; undefined when it says nothing. */
  readonly weighting: Weighting | undefined;
  /** The inputs on the host, when the caller asked for them. */
  readonly inputValues: InputValues | undefined;
  /** The targets on the host, when the caller asked for them. */
  readonly targetValues: InputValues | undefined;
  readonly size: number;
  dispose(): void;
}

/** What is wanted on the host besides the device. */
export interface Wanted {
  readonly inputValues: boolean;
  readonly targetValues: boolean;
}

/**
 * Brings one batch to the device. Batches of tf.data, `{ xs, ys }`, are understood too.
 *
 * @throws {ArgumentError} when it has no input, no rows, or not as many targets, weights or a mask as inputs.
 */
export async function toDevice(batch: Batch, wanted: Wanted): Promise<DeviceBatch> {
  const { xs, ys } = batch as unknown as { xs?: InputsLike; ys?: InputsLike };
  const given = { input: batch?.input ?? xs, target: batch?.target ?? ys };
  if (!given.input) {
    throw new ArgumentError(
      'A batch must be { input, target }, each a tensor or { data, shape }; this one has no input.',
    );
  }
  const size = rowsOf(given.input);
  const rows = given.target ? rowsOf(given.target, 'targets') : 0;
  if (size === 0) throw new ArgumentError('A batch must have at least one row; this one has none.');
  if (given.target && rows !== size) {
    throw new ArgumentError(
      `A batch must have a target for each input; this one has ${size} inputs and ${rows} targets.`,
    );
  }
  const inputValues = wanted.inputValues ? await valuesOfInputs(given.input) : undefined;
  const targetValues = wanted.targetValues && given.target ? await valuesOfInputs(given.target) : undefined;
  const { input, made } = uploadInputs(given.input);
  try {
    const target = given.target && uploadInputs(given.target, 'target', made).input;
    const weighting = uploadWeighting(batch, size, made);
    return { input, target, weighting, inputValues, targetValues, size, dispose: () => tf.dispose(made) };
  } catch (error) {
    tf.dispose(made);
    throw error;
  }
}

/** Sample weights and mask on the device. @throws {ArgumentError} when they are not as many as rows. */
function uploadWeighting(batch: Batch, size: number, made: tf.Tensor[]): Weighting | undefined {
  const given = (['sampleWeight', 'mask'] as const).filter((name) => batch[name] !== undefined);
  if (given.length === 0) return undefined;
  const entries = given.map((name) => {
    const tensor = upload(name, batch[name]!, made);
    if (tensor.shape[0] === size) return [name, tensor];
    throw new ArgumentError(
      `A batch must have a ${name} for each input; this one has ${size} inputs and a ${name} of shape [${tensor.shape.join(', ')}].`,
    );
  });
  return Object.fromEntries(entries) as Weighting;
}

/** Inputs on the device, and those of their tensors that were made here: the caller's to dispose, also where they were made before. */
function uploadInputs(
  given: InputsLike,
  what: string = 'input',
  made: tf.Tensor[] = [],
): { input: Inputs; made: tf.Tensor[] } {
  try {
    if (isOne(given)) return { input: upload(what, given, made), made };
    const entries = Object.entries(given).map(([name, value]) => [name, upload(name, value, made)] as const);
    return { input: Object.fromEntries(entries), made };
  } catch (error) {
    tf.dispose(made);
    throw error;
  }
}

/**
 * How many rows inputs have: the length of their first axis.
 *
 * @throws {ArgumentError} when those by name have different numbers of rows.
 */
export function rowsOf(given: InputsLike, what: string = 'inputs'): number {
  if (isOne(given)) return given.shape?.[0] ?? 0;
  const rows = Object.entries(given).map(([name, value]) => [name, value?.shape?.[0] ?? 0] as const);
  const first = rows[0]?.[1] ?? 0;
  if (rows.every(([, length]) => length === first)) return first;
  const found = rows.map(([name, length]) => `${name} ${length}`).join(', ');
  throw new ArgumentError(`The ${what} of a batch must have equally many rows; these have: ${found}.`);
}

/** Rows of inputs from `begin` on. */
export function sliceInputs(input: Inputs, begin: number, size: number): Inputs {
  if (input instanceof tf.Tensor) return input.slice(begin, size);
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, value.slice(begin, size)]));
}

/** The numbers of inputs, read from the device where they are not on the host. */
async function valuesOfInputs(given: InputsLike): Promise<InputValues> {
  if (isOne(given)) return valuesOf(given);
  const entries = Object.entries(given).map(async ([name, value]) => [name, await valuesOf(value)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

/** @throws {ArgumentError} when the numbers are in no typed array, or do not fill the shape. */
function requireFilled({ data, shape }: ArrayData): void {
  if (!(data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array)) {
    throw new ArgumentError('The data of { data, shape } must be a Float32Array, Int32Array or Uint8Array.');
  }
  const size = shape.reduce((product, length) => product * length, 1);
  if (data.length !== size) {
    throw new ArgumentError(
      `The data of { data, shape } must fill the shape: [${shape.join(', ')}] holds ${size} numbers, and there are ${data.length}.`,
    );
  }
}

/** Whether it is one input, and not several by name. */
function isOne(given: InputsLike): given is TensorLike {
  return given instanceof tf.Tensor || typeof given !== 'object' || 'shape' in given;
}

function upload(name: string, value: TensorLike, made: tf.Tensor[]): tf.Tensor {
  if (value instanceof tf.Tensor) return value;
  if (!value?.shape) {
    throw new ArgumentError(
      `A batch is made of tensors or { data, shape }; its ${name} is ${describe(value)}.`,
    );
  }
  requireFilled(value);
  const { data, shape } = value;
  const tensor = tf.tensor(data, [...shape], data instanceof Float32Array ? 'float32' : 'int32');
  made.push(tensor);
  requireFinite(name, value, tensor);
  return tensor;
}

/** @throws {ArgumentError} when there is a number that is none, or infinite: one spoils every weight in a step. */
function requireFinite(name: string, { data, shape }: ArrayData, tensor: tf.Tensor): void {
  if (!(data instanceof Float32Array) || allFinite(data, tensor)) return;
  const place = data.findIndex((value) => !Number.isFinite(value));
  const row = Math.floor(place / (data.length / shape[0]!));
  throw new ArgumentError(
    `The ${name} of a batch holds ${data[place]} in row ${row}, counted from 0; only finite numbers will do, so mend that row or leave it out.`,
  );
}

async function valuesOf(value: TensorLike): Promise<ArrayLike<number>> {
  return value instanceof tf.Tensor ? ((await value.data()) as ArrayLike<number>) : value.data;
}
