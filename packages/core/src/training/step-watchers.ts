import type { tf } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';

/** Looks at steps: within one on the device, where nothing may be read, and after it. */
export interface StepWatcher {
  /** Whether the coming step is watched. */
  isDue(): boolean;
  /**
   * Is told the gradients by which a step that is due is taken, by the names of variables, before the parameters move; what it returns is
   * called when they have, and gives what is to be read of the step, in tensors of that scope.
   */
  see(gradients: tf.NamedTensorMap): () => tf.NamedTensorMap;
  /** Is given what was seen when the step is over, the watcher's from then on; undefined when the step was not due. */
  tell(seen: tf.NamedTensorMap | undefined): void;
}

/** What watchers saw of a step, by their places in `watchersOf`; those who did not look are not there. */
export type Seen = Record<string, tf.NamedTensorMap>;

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

/** Who watches the steps of a model. */
export function watchersOf(model: object): readonly StepWatcher[] {
  return [...(watchers.get(model) ?? [])];
}

/** Lets those look for whom the step is due; what is returned is called when the parameters moved. */
export function letSee(all: readonly StepWatcher[], gradients: tf.NamedTensorMap): () => Seen {
  const finish = all.map((watcher) => (watcher.isDue() ? watcher.see(gradients) : undefined));
  return () => Object.fromEntries(finish.flatMap((seen, i) => (seen ? [[i, seen()]] : []))) as Seen;
}
