import type { Random } from '../../random/random.ts';
import type { tf } from '../../tfjs.ts';
import type { LiveNumbers } from '../live.ts';
import { requireLiving } from './dead-tensors.ts';
import type { Captured, Constant, Graph, Live, Operation, Preparation, State, Value } from './graph.ts';
import type { Attributes, Meta } from './rule.ts';
import type { SymbolicBackend } from './symbolic-backend.ts';

/** Writes down what a step does while it is traced. */
export class Recorder {
  readonly #backend: SymbolicBackend;
  readonly #values: Value[] = [];
  /** What stands under each name of data. A variable changes its name when it is assigned to. */
  readonly #valueOf = new Map<object, Value>();
  readonly #inputs: Value[] = [];
  readonly #constants: Constant[] = [];
  readonly #captured: Captured[] = [];
  readonly #live: Live[] = [];
  readonly #preparations: Preparation[] = [];
  readonly #operations: Operation[] = [];
  readonly #variables = new Map<tf.Variable, Value>();

  constructor(backend: SymbolicBackend, variables: Iterable<tf.Variable>) {
    this.#backend = backend;
    for (const variable of variables) this.#variables.set(variable, this.#name(variable));
  }

  /** An input of the step, under this name of data. */
  addInput(dataId: object, meta: Meta): void {
    this.#inputs.push(this.#name({ ...meta, dataId }));
  }

  /** A tensor under this name of data, whose numbers are computed before each run. */
  addLive(dataId: object, meta: Meta, compute: LiveNumbers, random?: Random): void {
    const value = this.#name({ ...meta, dataId });
    const live = { value, compute: () => compute(), random }; // its own, also where two share one
    this.#live.push(live);
    this.#preparations.push({ live });
  }

  /** What is done before each run; whether to a generator of random numbers alone. */
  addEffect(effect: () => void, movesGenerator = false): void {
    this.#preparations.push({ effect, movesGenerator });
  }

  /** A variable that the step makes, and the value with which it does. */
  addVariable(variable: tf.Variable): Value {
    const value = this.#known(variable);
    this.#variables.set(variable, value);
    return value;
  }

  /** A call of a kernel with what the rule says that it makes; returns the outputs. */
  call(
    kernel: string,
    inputs: Readonly<Record<string, tf.TensorInfo>>,
    attributes: Attributes,
    made: readonly Meta[],
  ): tf.TensorInfo[] {
    const given = Object.entries(inputs).map(([name, tensor]) => [name, this.#known(tensor)] as const);
    const infos = made.map(({ shape, dtype }) => ({
      dataId: this.#backend.make(kernel, shape),
      shape: [...shape],
      dtype,
    }));
    const outputs = infos.map((info) => this.#name(info));
    this.#operations.push({
      kernel,
      inputs: Object.fromEntries(given),
      attributes: { ...attributes },
      outputs,
    });
    return infos;
  }

  /** All that was written down; of the variables those that the step reads or changes. */
  graph(outputs: Readonly<Record<string, tf.Tensor>>): Graph {
    const named = Object.entries(outputs).map(([name, tensor]) => [name, this.#known(tensor)] as const);
    const states = [...this.#variables].map(([variable, before]): State => {
      return { variable, before, after: this.#known(variable) };
    });
    const read = new Set([
      ...this.#operations.flatMap(({ inputs }) => Object.values(inputs)),
      ...named.map(([, value]) => value),
    ]);
    return {
      values: this.#values,
      inputs: this.#inputs,
      constants: this.#constants,
      captured: this.#captured,
      live: this.#live,
      preparations: this.#preparations,
      states: states.filter(({ before, after }) => before !== after || read.has(before)),
      operations: this.#operations,
      outputs: Object.fromEntries(named),
    };
  }

  /** What a tensor is in the graph; one that is met for the first time comes from outside, or holds numbers that JavaScript made. */
  #known(tensor: tf.TensorInfo): Value {
    const known = this.#valueOf.get(tensor.dataId);
    if (known) return known;
    const numbers = this.#backend.numbersOf(tensor.dataId);
    if (!numbers) requireLiving(tensor.dataId);
    const value = this.#name(tensor);
    if (numbers) this.#constants.push({ value, numbers });
    else this.#captured.push({ value, tensor: tensor as tf.Tensor });
    return value;
  }

  #name({ dataId, shape, dtype }: Meta & { readonly dataId: object }): Value {
    const value: Value = { id: this.#values.length, shape: [...shape], dtype };
    this.#values.push(value);
    this.#valueOf.set(dataId, value);
    return value;
  }
}
