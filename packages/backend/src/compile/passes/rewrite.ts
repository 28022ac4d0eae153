import type { tf } from '../../tfjs.ts';
import type { Constant, Graph, Operation, Value } from '../trace/graph.ts';
import type { Attributes } from '../trace/rule.ts';
import { shapeRules } from '../trace/shape-rules.ts';
import { lastReads, overwrittenAt } from './overwritten.ts';

/**
 * What is to stand in the place of an operation: a value for each of its outputs, made before or by `rewriting.call`; undefined leaves it.
 */
export type Visit = (operation: Operation, rewriting: Rewriting) => readonly Value[] | undefined;

/** Visits by the name of the kernel. */
export type Visits = Readonly<Record<string, Visit>>;

/**
 * Goes through the operations of a graph in their order and puts others in their places.
 *
 * Each operation is shown with what became of its inputs. What would read a variable's old value after it was overwritten is not taken
 * over: the operation stays then. Operations that nothing reads any more are left for `leaveOutDead`.
 *
 * @param same constants for which others stand, from the beginning on.
 * @returns the same graph where nothing was changed.
 */
export function rewrite(
  graph: Graph,
  visit: Visit | Visits,
  same: ReadonlyMap<Value, Value> = new Map(),
): Graph {
  const rewriting = new Rewriting(graph);
  for (const [value, other] of same) rewriting.replace(value, other);
  const visitOf = typeof visit === 'function' ? () => visit : (kernel: string) => visit[kernel];
  for (const [place, operation] of graph.operations.entries()) {
    rewriting.at(place, operation, visitOf(operation.kernel));
  }
  return rewriting.finish();
}

/** A graph while it is rewritten: what a visit may ask and do. */
export class Rewriting {
  readonly #graph: Graph;
  readonly #overwritten: ReadonlyMap<Value, number>;
  readonly #lastReads: Map<Value, number>;
  readonly #values: Value[];
  readonly #constants: Constant[];
  readonly #operations: Operation[] = [];
  readonly #replaced = new Map<Value, Value>();
  readonly #producers = new Map<Value, Operation>();
  readonly #numbers = new Map<Value, tf.TypedArray>();
  readonly #reads: Map<Value, number>;
  #isChanged = false;

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#overwritten = overwrittenAt(graph);
    this.#lastReads = lastReads(graph);
    this.#values = [...graph.values];
    this.#constants = [...graph.constants];
    for (const { value, numbers } of graph.constants) this.#numbers.set(value, numbers);
    this.#reads = readsOf(graph);
  }

  /** What makes a value; undefined for one that the step is given. */
  producerOf(value: Value): Operation | undefined {
    return this.#producers.get(value);
  }

  /** The operation that makes a value, where it is this one. */
  madeBy(kernel: string, value: Value | undefined): Operation | undefined {
    const producer = value && this.#producers.get(value);
    return producer?.kernel === kernel ? producer : undefined;
  }

  /** The numbers of a constant. */
  numbersOf(value: Value): tf.TypedArray | undefined {
    return this.#numbers.get(value);
  }

  /** Whether one operation reads a value, once, and nothing else does. */
  isReadOnce(value: Value): boolean {
    return this.#reads.get(value) === 1;
  }

  /** A call of a kernel before the operation visited; returns its outputs. */
  call(kernel: string, inputs: Readonly<Record<string, Value>>, attributes: Attributes = {}): Value[] {
    const outputs = shapeRules[kernel]!(inputs, attributes).map((meta) => this.#make(meta));
    this.#add({ kernel, inputs, attributes, outputs });
    for (const value of Object.values(inputs)) this.#reads.set(value, (this.#reads.get(value) ?? 0) + 1);
    return outputs;
  }

  /** Numbers that are the same in every run. */
  constant(numbers: tf.TypedArray, shape: readonly number[], dtype: tf.DataType): Value {
    const value = this.#make({ shape, dtype });
    this.#constants.push({ value, numbers });
    this.#numbers.set(value, numbers);
    return value;
  }

  /** Shows an operation to its visit, and puts into its place what that says. */
  at(place: number, { kernel, inputs, attributes, outputs }: Operation, visit: Visit | undefined): void {
    const now = Object.entries(inputs).map(([name, value]) => [name, this.#replaced.get(value) ?? value]);
    const operation: Operation = {
      kernel,
      inputs: Object.fromEntries(now) as Operation['inputs'],
      attributes,
      outputs,
    };
    const count = this.#operations.length;
    const found = visit?.(operation, this);
    const isGood = (value: Value, i: number): boolean => this.#mayStandFor(outputs[i]!, value);
    if (found && this.#areReadInTime(count, place) && found.every(isGood)) {
      for (const [i, value] of found.entries()) this.replace(outputs[i]!, value);
      return;
    }
    for (const { outputs: made } of this.#operations.splice(count)) {
      for (const value of made) this.#producers.delete(value);
    }
    this.#add(operation);
  }

  /** From here on one value stands for another. */
  replace(before: Value, after: Value): void {
    this.#isChanged = true;
    this.#replaced.set(before, after);
    this.#reads.set(after, (this.#reads.get(after) ?? 0) + (this.#reads.get(before) ?? 0));
    this.#lastReads.set(after, Math.max(this.#readUntil(before), this.#readUntil(after)));
  }

  /** The graph as it became. */
  finish(): Graph {
    if (!this.#isChanged) return this.#graph;
    const now = (value: Value): Value => this.#replaced.get(value) ?? value;
    const { outputs, states } = this.#graph;
    return {
      ...this.#graph,
      values: this.#values,
      constants: this.#constants,
      operations: this.#operations,
      states: states.map((state) => ({ ...state, after: now(state.after) })),
      outputs: Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, now(value)])),
    };
  }

  #add(operation: Operation): void {
    this.#operations.push(operation);
    for (const value of operation.outputs) this.#producers.set(value, operation);
  }

  #make({ shape, dtype }: Pick<Value, 'shape' | 'dtype'>): Value {
    const value: Value = { id: this.#values.length, shape: [...shape], dtype };
    this.#values.push(value);
    return value;
  }

  #readUntil(value: Value): number {
    return this.#lastReads.get(value) ?? -1;
  }

  /** Whether what was called since is called before its inputs are overwritten. */
  #areReadInTime(since: number, place: number): boolean {
    return this.#operations
      .slice(since)
      .every(({ inputs }) =>
        Object.values(inputs).every((value) => place <= (this.#overwritten.get(value) ?? Infinity)),
      );
  }

  /** Whether a value may be left to another, which is like it: that keeps its numbers while it is read, and no update changes the value. */
  #mayStandFor(value: Value, other: Value): boolean {
    if (String(value.shape) !== String(other.shape) || value.dtype !== other.dtype) return false;
    if (this.#overwritten.has(value)) return false;
    const until = this.#overwritten.get(other);
    return until === undefined || this.#readUntil(value) < until;
  }
}

/** The values that are read after all operations, each as often as it is read. */
export function endsOf({ outputs, states }: Graph): Value[] {
  return [...Object.values(outputs), ...states.map(({ after }) => after)];
}

/** How often each value is read, by operations and after all of them. */
export function readsOf(graph: Graph): Map<Value, number> {
  const reads = new Map<Value, number>();
  const read = [...graph.operations.flatMap(({ inputs }) => Object.values(inputs)), ...endsOf(graph)];
  for (const value of read) reads.set(value, (reads.get(value) ?? 0) + 1);
  return reads;
}
