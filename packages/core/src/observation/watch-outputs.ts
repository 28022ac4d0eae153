import type { AnyModule, Context } from '../module/module.ts';

/** Is told what a module gave in a forward pass. */
export type OutputWatcher = (output: unknown, context: Context) => void;

const watchers = /* @__PURE__ */ new WeakMap<object, Set<OutputWatcher>>();

/**
 * Watches what a module gives, until what is returned is called; after the last, the module is as it was. Many may watch one module, and leave
 * in any order.
 */
export function watchOutputs(module: AnyModule, watcher: OutputWatcher): () => void {
  const known = watchers.get(module);
  const all = known ?? new Set();
  all.add(watcher);
  const field = Object.getOwnPropertyDescriptor(module, 'forward'); // a field, in some
  if (!known) {
    watchers.set(module, all);
    const forward = module.forward as (input: unknown, context?: Context) => unknown;
    const value = (input: unknown, context: Context = {}): unknown => {
      const output = forward.call(module, input, context);
      for (const tell of all) tell(output, context);
      return output;
    };
    Object.defineProperty(module, 'forward', { value, configurable: true });
    fields.set(all, field);
  }
  return () => {
    all.delete(watcher);
    if (all.size > 0 || watchers.get(module) !== all) return;
    watchers.delete(module);
    delete (module as { forward?: unknown }).forward;
    const before = fields.get(all);
    if (before) Object.defineProperty(module, 'forward', before);
  };
}

/** What stood in place of `forward` before it was watched. */
const fields = /* @__PURE__ */ new WeakMap<object, PropertyDescriptor | undefined>();
