import { exactText } from '../exact-text.ts';
import type { Operation, Value } from '../trace/graph.ts';
import { sizeOf } from '../trace/rule.ts';
import { type Access, accessAt, placeOf } from './access.ts';
import { collapse } from './collapse.ts';
import type { Group, GroupInput, GroupOutput, GroupStep } from './group.ts';
import { Nest } from './nest.ts';
import type { Recipe, Reduction, StepWriter } from './recipes.ts';
import type { View } from './views.ts';

/** What the makers of groups know of a graph. */
export interface Known {
  /** How a value is another's numbers. */
  readonly view: (value: Value) => View | undefined;
  /** Of a value that is one number all over, that number. */
  readonly literal: (value: Value) => number | undefined;
  readonly maker: (value: Value) => Operation | undefined;
  readonly recipe: (operation: Operation) => Recipe | undefined;
  /** The value of which this is a view, a view of a view …: itself, where it is none. */
  readonly root: (value: Value) => Value;
}

/** A group with the values that it takes and gives. */
export interface Built {
  readonly group: Group;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/**
 * Lays operations out as one group.
 *
 * @param outputs what is wanted of it.
 * @returns undefined where they do not go into one nest of loops.
 */
export function buildGroup(
  members: ReadonlySet<Operation>,
  outputs: readonly Value[],
  known: Known,
): Built | undefined {
  let nest: Nest | undefined = nestOf(members, outputs, known);
  while (nest) {
    const built = new Builder(nest, members, known).build(outputs);
    if (built) return built;
    nest = nest.cut && nest.shape.length < MOST_AXES ? nest.cutUp(nest.cut) : undefined;
  }
  return undefined;
}

/** Cuts beyond it are given up. */
const MOST_AXES = 8;

/** The rows of a reduction with the columns it runs over; without one, the shape of an output. */
function nestOf(members: ReadonlySet<Operation>, outputs: readonly Value[], known: Known): Nest {
  for (const member of members) {
    const reduction = known.recipe(member)!.reduction;
    if (!reduction) continue;
    const { shape } = reduction.of;
    const rows = shape.filter((_, axis) => !reduction.axes.includes(axis));
    return new Nest([...rows, ...reduction.axes.map((axis) => shape[axis]!)], rows.length);
  }
  const { shape } = outputs[0]!;
  return new Nest(shape, shape.length);
}

class Builder implements StepWriter {
  readonly #nest: Nest;
  readonly #members: ReadonlySet<Operation>;
  readonly #known: Known;
  readonly #steps: GroupStep[] = [];
  readonly #places = new Map<string, number>();
  readonly #inputs: GroupInput[] = [];
  readonly #loaded: Value[] = [];
  readonly #memory = new Map<string, number>();
  readonly #numbers = new Map<Value, number>();

  constructor(nest: Nest, members: ReadonlySet<Operation>, known: Known) {
    this.#nest = nest;
    this.#members = members;
    this.#known = known;
  }

  build(values: readonly Value[]): Built | undefined {
    const { shape, outer } = this.#nest;
    const outputs: GroupOutput[] = [];
    for (const value of values) {
      const size = sizeOf(value.shape);
      const per = size === sizeOf(shape) ? 'element' : 'row';
      if (per === 'row' && size !== sizeOf(shape.slice(0, outer))) return undefined;
      const strides = per === 'row' ? this.#nest.rowStrides : this.#nest.strides;
      const access = accessAt({ offset: 0, strides }, value.shape, this.#nest);
      const step = access && this.read(value, access);
      if (step === undefined) return undefined;
      outputs.push({ step, per, shape: value.shape, dtype: value.dtype });
    }
    const group = collapse({ shape, outer, inputs: this.#inputs, steps: this.#steps, outputs });
    return { group, inputs: this.#loaded, outputs: values };
  }

  read(value: Value, access: Access): number | undefined {
    const key = `${this.#numberOf(value)} ${access.offsets.join()} ${access.steps.join(';')}`;
    const before = this.#memory.get(key);
    if (before !== undefined) return before;
    const step = this.#take(value, access);
    if (step !== undefined) this.#memory.set(key, step);
    return step;
  }

  #take(value: Value, access: Access): number | undefined {
    const literal = this.#known.literal(value);
    if (literal !== undefined) return this.write({ op: 'literal', value: literal, dtype: value.dtype });
    const view = this.#known.view(value);
    if (view) {
      const access0 = view.look(access, this.#nest);
      if (access0) return this.read(view.source, access0);
      // What the group makes itself cannot be looked at in this way; what lies there already can be copied.
      const maker = this.#known.maker(this.#known.root(value));
      return (maker && this.#members.has(maker)) || this.#nest.cut ? undefined : this.#load(value, access);
    }
    const maker = this.#known.maker(value);
    if (maker && this.#members.has(maker)) return this.#known.recipe(maker)!.make(this, access);
    return this.#load(value, access);
  }

  /** What only has another shape has its numbers at the same places. */
  #load(shaped: Value, access: Access): number {
    const place = placeOf(access, shaped.shape, this.#nest.shape.length);
    let value = shaped;
    for (let view = this.#known.view(value); view?.copies === false; view = this.#known.view(value)) {
      value = view.source;
    }
    const key = `load ${this.#numberOf(value)} ${place.offset} ${place.strides.join()}`;
    const before = this.#places.get(key);
    if (before !== undefined) return before;
    const input = this.#inputs.push({ ...place, dtype: value.dtype }) - 1;
    this.#loaded.push(value);
    const step = this.#steps.push({ op: 'load', input }) - 1;
    this.#places.set(key, step);
    return step;
  }

  #numberOf(value: Value): number {
    const number = this.#numbers.get(value) ?? this.#numbers.size;
    this.#numbers.set(value, number);
    return number;
  }

  write(step: GroupStep): number {
    const key = exactText(step);
    const before = this.#places.get(key);
    if (before !== undefined) return before;
    const place = this.#steps.push(step) - 1;
    this.#places.set(key, place);
    return place;
  }

  columns({ of, axes, keepDims }: Reduction, access: Access): Access | undefined {
    const { shape, outer, columnStrides } = this.#nest;
    if (access.steps.some((step) => step.some((length, k) => k >= outer && length !== 0))) return undefined;
    const lengths = axes.map((axis) => of.shape[axis]!);
    if (outer === shape.length || sizeOf(lengths) !== sizeOf(shape.slice(outer))) return undefined;
    const columns = accessAt({ offset: 0, strides: columnStrides }, lengths, this.#nest);
    if (!columns) return undefined;
    const offsets: number[] = [];
    const steps: (readonly number[])[] = [];
    let row = 0;
    for (const axis of of.shape.keys()) {
      const column = axes.indexOf(axis);
      offsets.push(column < 0 ? access.offsets[row]! : columns.offsets[column]!);
      steps.push(column < 0 ? access.steps[row]! : columns.steps[column]!);
      if (column < 0 || keepDims) row++;
    }
    return { offsets, steps };
  }
}
