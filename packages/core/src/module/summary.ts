import { ArgumentError, checkOptions, describe, flopCounter, tf } from '@thaw/backend';

import type { AnyModule, Module } from './module.ts';
import { watchForward } from './watch-forward.ts';
import { Parameter, type Weight } from './weight.ts';

/** A module in a summary. */
export interface SummaryRow {
  /** Its path; '' is the model itself. */
  readonly path: string;
  /** Its class. */
  readonly type: string;
  /** What it gave for the input of the summary, the first axis being the batch; undefined where its `forward` did not run. */
  readonly outputShape: readonly number[] | undefined;
  /** Numbers it learns itself, without those of the modules within. */
  readonly parameters: number;
  /** Of these, those that training changes now. */
  readonly trainable: number;
  /** Numbers it keeps besides: its buffers. */
  readonly buffers: number;
  /** Arithmetic operations of its forward pass, with those within; see `countFlops`. undefined where its `forward` did not run. */
  readonly flops: number | undefined;
}

/** What a model is made of. As text it is a table: `console.log(String(found))`. */
export interface Summary {
  /** The model, then the modules within, in the order of their fields. */
  readonly rows: readonly SummaryRow[];
  readonly parameters: number;
  readonly trainable: number;
  readonly buffers: number;
  /** Of parameters and buffers, as float32. */
  readonly bytes: number;
  /** Arithmetic operations of one forward pass of this input. */
  readonly flops: number;
  /** The table. */
  toString(): string;
}

/** Options of `summary`. */
export interface SummaryOptions {
  /** Kind of the zeros that a shape stands for; ids are int32. @defaultValue 'float32' */
  readonly dtype?: 'float32' | 'int32';
}

/**
 * What a model is made of: its modules with their paths, output shapes, numbers of parameters, and what a forward pass costs.
 *
 * The model runs once, not in training.
 *
 * @param input the shape of one example, which is then zeros in a batch of one; or an input of any kind that the model takes.
 * @throws {DeviceError} before a device was chosen.
 * @throws {ArgumentError} when the input is neither; what the model itself throws passes through.
 * @example
 * ```ts
 * import { relu, Sequential, summary, useDevice } from '@thaw/core';
 * import { Dense } from '@thaw/layers';
 *
 * await useDevice();
 * const model = new Sequential([new Dense(64, 32, { activation: relu }), new Dense(32, 10)]);
 * console.log(String(summary(model, [64])));
 * ```
 */
export function summary<Input>(
  model: Module<Input, unknown>,
  input: readonly number[] | Input,
  options: SummaryOptions = {},
): Summary {
  checkOptions('summary', options, ['dtype']);
  const modules = model.namedModules();
  const seen = run(model, modules, input, options.dtype ?? 'float32');
  const counted = new Set<Weight>();
  const rows = [...modules].map(([path, module]): SummaryRow => {
    const own = ownWeights(module).filter((weight) => !counted.has(weight));
    for (const weight of own) counted.add(weight);
    const parameters = own.filter((weight): weight is Parameter => weight instanceof Parameter);
    const sizeOf = (weights: readonly Weight[]): number => weights.reduce((sum, { size }) => sum + size, 0);
    return {
      path,
      type: module.constructor.name,
      outputShape: seen.get(module)?.shape,
      parameters: sizeOf(parameters),
      trainable: sizeOf(parameters.filter(({ trainable }) => trainable)),
      buffers: sizeOf(own) - sizeOf(parameters),
      flops: seen.get(module)?.flops,
    };
  });
  const total = (name: 'parameters' | 'trainable' | 'buffers'): number =>
    rows.reduce((sum, row) => sum + row[name], 0);
  const totals = {
    parameters: total('parameters'),
    trainable: total('trainable'),
    buffers: total('buffers'),
  };
  const bytes = 4 * (totals.parameters + totals.buffers);
  const found = { rows, ...totals, bytes, flops: seen.get(model)!.flops };
  return { ...found, toString: () => table(found) };
}

interface Seen {
  shape: readonly number[] | undefined;
  flops: number;
}

/** Runs the model once and notes of each module what it gave and cost. */
function run<Input>(
  model: Module<Input, unknown>,
  modules: ReadonlyMap<string, AnyModule>,
  input: readonly number[] | Input,
  dtype: 'float32' | 'int32',
): Map<AnyModule, Seen> {
  const seen = new Map<AnyModule, Seen>();
  const counter = flopCounter();
  const watch = (module: AnyModule, forward: () => unknown): unknown => {
    const before = counter.flops;
    const output = forward();
    const { flops = 0 } = seen.get(module) ?? {}; // one that stands in two places runs twice
    const shape = output instanceof tf.Tensor ? output.shape : undefined;
    seen.set(module, { shape, flops: flops + counter.flops - before });
    return output;
  };
  const once = (): void => tf.tidy(() => void model.forward(inputOf(input, dtype), { training: false }));
  try {
    watchForward(modules.values(), watch, once);
  } finally {
    counter.stop();
  }
  return seen;
}

function inputOf<Input>(input: readonly number[] | Input, dtype: 'float32' | 'int32'): Input {
  if (!Array.isArray(input)) {
    if (typeof input === 'object' && input !== null) return input as Input;
  } else if (input.every((length) => Number.isInteger(length) && (length as number) > 0)) {
    return tf.zeros([1, ...(input as number[])], dtype) as Input;
  }
  throw new ArgumentError(
    `summary: expected the shape of one example, as in summary(model, [28, 28, 1]), or an input, got ${describe(input)}.`,
  );
}

/** The weights among a module's own fields, arrays and plain objects of them included, but not those of modules within. */
function ownWeights(module: AnyModule): Weight[] {
  const within = [...module.namedModules()].filter(([path]) => path !== '').map(([path]) => `${path}.`);
  return [...module.weights()]
    .filter(([path]) => !within.some((prefix) => path.startsWith(prefix)))
    .map(([, weight]) => weight);
}

function table({ rows, parameters, trainable, buffers, bytes, flops }: Omit<Summary, 'toString'>): string {
  const paths = rows.map(({ path }) => path);
  const depthOf = (path: string): number =>
    paths.filter((outer) => outer !== path && (outer === '' || path.startsWith(`${outer}.`))).length;
  const cells = rows.map(({ path, type, outputShape, flops: cost, ...row }) => [
    '  '.repeat(depthOf(path)) + (path === '' ? type : `${path} (${type})`),
    outputShape ? `[batch${outputShape.slice(1).map((length) => `, ${length}`).join('')}]` : '–', // prettier-ignore
    row.parameters === 0 ? '–' : count(row.parameters),
    cost === undefined ? '–' : count(cost),
  ]);
  const all = [['module', 'output', 'parameters', 'operations'], ...cells];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((line) => line[column]!.length)));
  const lines = all.map((line) =>
    line
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('  '));
  const frozen = parameters - trainable;
  return [
    ...lines,
    '',
    `${count(parameters)} parameters${frozen > 0 ? `, of which ${count(frozen)} are frozen` : ''}${buffers > 0 ? `, and ${count(buffers)} numbers in buffers` : ''}: ${size(bytes)} as float32`,
    `${count(flops)} operations in a forward pass of this input`,
  ].join('\n');
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
