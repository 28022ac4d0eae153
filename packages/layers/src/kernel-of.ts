import { ArgumentError, describe } from '@thaw/backend';
import { type Module, Parameter } from '@thaw/core';

/**
 * The kernel of a layer that is wrapped.
 *
 * @throws {ArgumentError} when it is no layer with a kernel.
 */
export function kernelOf(owner: string, layer: Module): Parameter {
  const { kernel } = (layer ?? {}) as { kernel?: unknown };
  if (kernel instanceof Parameter) return kernel;
  throw new ArgumentError(
    `${owner}: it wraps a layer with a kernel, such as a Dense, got ${describe(layer)}.`,
  );
}
