import type { Random } from '../../random/random.ts';
import type { tf } from '../../tfjs.ts';
import type { LiveNumbers } from '../live.ts';
import type { Attributes, Meta } from './rule.ts';

/** A tensor of the step: one that it is given, that it holds, or that one of its operations makes. */
export interface Value extends Meta {
  /** Its number in the graph, counted from 0. */
  readonly id: number;
}

/** A call of a kernel. */
export interface Operation {
  readonly kernel: string;
  /** By the names that the kernel gives them; of lists these are '0', '1' … */
  readonly inputs: Readonly<Record<string, Value>>;
  readonly attributes: Attributes;
  readonly outputs: readonly Value[];
}

/** A tensor whose numbers do not change from step to step. */
export interface Constant {
  readonly value: Value;
  readonly numbers: tf.TypedArray;
}

/** A tensor from outside of the step that is no variable: it is read anew in every step, and must live as long as the program. */
export interface Captured {
  readonly value: Value;
  readonly tensor: tf.Tensor;
}

/** A variable that the step reads or changes. */
export interface State {
  readonly variable: tf.Variable;
  /** What it holds as the step begins. */
  readonly before: Value;
  /** What it holds as the step ends; the same where it is only read. */
  readonly after: Value;
}

/** A tensor whose numbers JavaScript computes before each run. */
export interface Live {
  readonly value: Value;
  readonly compute: LiveNumbers;
  /** The generator that they are drawn from, or the one that it is a fork of. */
  readonly random?: Random | undefined;
}

/** What JavaScript does before each run: an effect, such as on a generator alone, or the numbers of a live tensor. */
export type Preparation =
  { readonly effect: () => void; readonly movesGenerator: boolean } | { readonly live: Live };

/** A step as a graph: its operations in the order in which they were called. */
export interface Graph {
  readonly values: readonly Value[];
  readonly inputs: readonly Value[];
  readonly constants: readonly Constant[];
  readonly captured: readonly Captured[];
  readonly live: readonly Live[];
  /** In the order in which the step did it; those too of live tensors that nothing reads any more. */
  readonly preparations: readonly Preparation[];
  readonly states: readonly State[];
  readonly operations: readonly Operation[];
  /** What the step returns, by name. */
  readonly outputs: Readonly<Record<string, Value>>;
}
