import { ArgumentError, checkOptions, describe, tf } from '@thaw/backend';
import { type AnyModule, Buffer, type Parameter, type PathPattern, pathTest } from '@thaw/core';

import { checkSparsity } from './gradual-sparsity.ts';

/** Options of `prune`. */
export interface PruneOptions {
  /** The part of the numbers that becomes zero, from 0 to below 1. */
  readonly sparsity: number;
  /** Whether that part is of each parameter, or of all of them together, where those of small numbers lose more. @defaultValue 'each' */
  readonly scope?: 'each' | 'all';
}

/** A module that was pruned: its masks, by the name of the parameter, 1 where it is kept. */
interface Pruned {
  pruning?: Record<string, Buffer>;
}

/** What was done to a parameter. */
interface Held {
  readonly mask: Buffer;
  readonly constraint: NonNullable<Parameter['constraint']>;
  /** What it had before. */
  readonly before: Parameter['constraint'];
}

const pruned = /* @__PURE__ */ new WeakMap<Parameter, Held>();

/**
 * Sets the smallest numbers of parameters to zero, and keeps them zero: `train` and `fit` see to it after each step.
 *
 * Each gets a mask, a buffer at `<module>.pruning.<name>`, which is saved with the model; so a model into which a pruned one is
 * loaded is pruned first, with any sparsity. Pruning again, with a larger part, goes on from where it was, as `gradualSparsity` wants
 * it; with a smaller part, numbers may learn again. A constraint that a parameter has is kept too; one given afterwards takes the place
 * of the mask. Call it between steps: it reads the numbers.
 *
 * @param pattern which parameters, by their paths; biases are few, and better left.
 * @returns the part of each parameter that is zero now, by path.
 * @throws {ArgumentError} when sparsity is not from 0 to below 1, scope is another word, or a pattern names no parameter.
 * @see Han et al. 2015, https://arxiv.org/abs/1506.02626
 * @example
 * ```ts
 * import { relu, Sequential, useDevice } from '@thaw/core';
 * import { Dense, prune } from '@thaw/layers';
 *
 * await useDevice();
 * const model = new Sequential([new Dense(8, 16, { activation: relu }), new Dense(16, 4)]);
 * console.log(await prune(model, '**.kernel', { sparsity: 0.75 })); // Map { 'layers.0.kernel' => 0.75, … }
 * ```
 */
export async function prune(
  model: AnyModule,
  pattern: PathPattern | readonly PathPattern[],
  options: PruneOptions,
): Promise<Map<string, number>> {
  checkOptions('prune', options, ['sparsity', 'scope']);
  const { sparsity, scope = 'each' } = options;
  checkSparsity('prune', 'sparsity', sparsity);
  if (scope !== 'each' && scope !== 'all') {
    throw new ArgumentError(`prune: scope must be 'each' or 'all', got ${describe(scope)}.`);
  }
  const chosen = chosenOf(model, pattern);
  const values = await Promise.all([...chosen.values()].map((parameter) => parameter.data()));
  const masks =
    scope === 'all' ? masksOf(values, sparsity) : values.flatMap((each) => masksOf([each], sparsity));
  const report = new Map<string, number>();
  for (const [i, [path, parameter]] of [...chosen].entries()) {
    const mask = masks[i]!;
    hold(model, path, parameter).assign(mask);
    parameter.assign(values[i]!.map((value, place) => (mask[place] ? value : 0)));
    report.set(path, mask.filter((kept) => kept === 0).length / mask.length);
  }
  return report;
}

/**
 * Takes the masks of `prune` away: what is zero stays so until it is trained, the file of the model is as it was before, and
 * constraints are those from before.
 */
export function removeMasks(model: AnyModule): void {
  for (const module of model.namedModules().values()) {
    for (const mask of Object.values((module as Pruned).pruning ?? {})) mask.dispose();
    delete (module as Pruned).pruning;
  }
  for (const parameter of model.parameters().values()) {
    const held = pruned.get(parameter);
    if (held && parameter.constraint === held.constraint) parameter.constraint = held.before;
    pruned.delete(parameter);
  }
}

function chosenOf(model: AnyModule, pattern: PathPattern | readonly PathPattern[]): Map<string, Parameter> {
  const all = [...model.parameters()];
  const tests = ([pattern].flat() as PathPattern[]).map((each) => pathTest('prune', each));
  const chosen = all.filter(([path]) => tests.some((isMeant) => isMeant(path)));
  if (chosen.length > 0) return new Map(chosen);
  throw new ArgumentError(
    `prune: no parameter of ${model.title} is named by ${String(pattern)}; there are ${all.map(([path]) => path).join(', ') || 'none'}.`,
  );
}

/** 0 for the smallest in size, 1 for the others; of equals the first go. */
function masksOf(values: readonly Float32Array[], sparsity: number): Float32Array[] {
  const sizes = new Float32Array(values.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const each of values) sizes.set(each.map(Math.abs), (filled += each.length) - each.length);
  const order = new Uint32Array(sizes.keys()).sort((a, b) => sizes[a]! - sizes[b]!);
  const mask = new Float32Array(sizes.length).fill(1);
  for (const place of order.subarray(0, Math.round(sparsity * sizes.length))) mask[place] = 0;
  let begin = 0;
  return values.map(({ length }) => mask.slice(begin, (begin += length)));
}

/** The mask of a parameter, made and held from now on if there is none. */
function hold(model: AnyModule, path: string, parameter: Parameter): Buffer {
  const held = pruned.get(parameter);
  if (held && parameter.constraint === held.constraint) return held.mask;
  const mask = held?.mask ?? newMask(model, path, parameter);
  const before = parameter.constraint;
  const constraint = (weight: tf.Tensor): tf.Tensor => tf.mul(before ? before(weight) : weight, mask.value);
  parameter.constraint = constraint;
  pruned.set(parameter, { mask, constraint, before });
  return mask;
}

function newMask(model: AnyModule, path: string, parameter: Parameter): Buffer {
  const mask = new Buffer(parameter.shape, new Float32Array(parameter.size).fill(1));
  const modules = [...model.namedModules()].filter(([outer]) => outer === '' || path.startsWith(`${outer}.`));
  const [outer, owner] = modules.reduce((longest, each) =>
    each[0].length > longest[0].length ? each : longest,
  );
  const name = outer === '' ? path : path.slice(outer.length + 1);
  ((owner as Pruned).pruning ??= {})[name.replaceAll('.', '_')] = mask; // a path parts its names by dots
  return mask;
}
