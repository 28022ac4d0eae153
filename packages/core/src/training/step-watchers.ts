import type { tf } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';

/**
 * Is told the gradients by which a step will be taken, by the names of variables, before the parameters move; what it returns is called when
 * they have. It runs within the step: what it keeps it must keep itself, and it may read nothing.
 */
export type StepWatcher = (gradients: tf.NamedTensorMap) => () => void;

const watchers = /* @__PURE__ */ new WeakMap<object, Set<StepWatcher>>();

/** Watches the steps by which a model is trained, until what is returned is called. */
export function watchSteps(model: AnyModule, watcher: StepWatcher): () => void {
  const all = watchers.get(model) ?? new Set();
  watchers.set(model, all.add(watcher));
  return () => {
    all.delete(watcher);
    if (all.size === 0) watchers.delete(model);
  };
}

/** Tells who watches; undefined where nobody does. */
export function tellWatchers(model: object, gradients: tf.NamedTensorMap): (() => void) | undefined {
  const all = watchers.get(model);
  if (!all) return undefined;
  const moved = [...all].map((watch) => watch(gradients));
  return () => {
    for (const tell of moved) tell();
  };
}
