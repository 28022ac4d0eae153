import type { tf } from '../../tfjs.ts';
import type { Attributes } from '../trace/rule.ts';
import type { Spot } from './blocks.ts';

/** A call of a kernel's export; some of its numbers are addresses of blocks. */
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly numbers: readonly number[];
}

/** A look for a number of a row that is not there, which ends the run. */
export interface Check {
  readonly kind: 'check';
  readonly ids: number;
  readonly count: number;
  readonly rows: number;
}

/** A kernel that JavaScript calls, since it has no export: TensorFlow.js's own, and those that look at numbers. */
export interface HostCall {
  readonly kind: 'host';
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly attributes: Attributes;
  readonly outputs: readonly Tensor[];
}

/** Bytes that are moved as they are. */
export interface Copy {
  readonly kind: 'copy';
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  /** Whether they may as well be made where they are moved to. */
  readonly isLaid?: boolean;
}

/** A tensor in the memory of a program. */
export interface Tensor {
  readonly spot: Spot;
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
}

/**
 * Whole numbers that are written before the first run, for a kernel that reads them; those of them that are addresses are written again
 * whenever their blocks have another place.
 */
export interface Table {
  readonly kind: 'table';
  readonly spot: Spot;
  readonly numbers: readonly number[];
}

/**
 * One thing after the other that a program does. Those of one step belong to one kernel: what one of them is told, another may use, so
 * what lies at the places of a step is needed in all of it.
 */
export type Event = (Call | Check | HostCall | Copy | Table) & { readonly step: number };
