import type { Module } from '@thaw/core';

/** A member of the conformance table. */
export interface Case {
  readonly name: string;
  readonly make: () => Module;
  readonly input: readonly number[];
  readonly output: readonly number[];
  /** The paths of its parameters. */
  readonly weights: readonly string[];
  /** The paths of its buffers. */
  readonly buffers?: readonly string[];
  /** Whether it is for inference alone, and refuses a training pass. */
  readonly inference?: boolean;
  /** Whether its gradient is zero everywhere. */
  readonly flat?: boolean;
  /** Whether its input is whole numbers, which have no gradient: 0 … vocabulary − 1. */
  readonly vocabulary?: number;
  /** The class that refuses a wrong input, where it is not the member but the layer within. */
  readonly refuser?: string;
  /** The class it is a case of, where the member stands within what the table can hand an input. */
  readonly of?: unknown;
}
