import type { AnyModule, Context } from './module.ts';

/**
 * Calls `use`, and while it lasts `watch` in place of every forward pass of these modules; afterwards, also when it
 * fails, they are as before. `forward` runs the pass itself.
 */
export function watchForward<Result>(
  modules: Iterable<AnyModule>,
  watch: (module: AnyModule, forward: () => unknown, input: unknown) => unknown,
  use: () => Result,
): Result {
  const watched = [...modules];
  const fields = watched.map((module) => Object.getOwnPropertyDescriptor(module, 'forward')); // a field, in some
  try {
    for (const module of watched) {
      const forward = module.forward as (input: unknown, context?: Context) => unknown;
      const value = (given: unknown, context?: Context): unknown =>
        watch(module, () => forward.call(module, given, context), given);
      Object.defineProperty(module, 'forward', { value, configurable: true });
    }
    return use();
  } finally {
    for (const [i, module] of watched.entries()) {
      delete (module as { forward?: unknown }).forward;
      if (fields[i]) Object.defineProperty(module, 'forward', fields[i]);
    }
  }
}
