import type { AnyModule } from '../module/module.ts';

/** What is freed when it is needed no more. */
interface Freed {
  dispose(): void;
}

/** What a model is used by, and what is kept for it. */
interface Kept<Programs extends Freed = Freed> {
  readonly by: readonly unknown[];
  readonly programs: Programs;
}

const kept = /* @__PURE__ */ new WeakMap<object, Map<string, Kept>>();

/**
 * Programs that are kept with a model, one set for each use of it, until the model is disposed or is used by something else: whoever asks
 * again for the same finds them, and nothing is compiled twice.
 *
 * @param use a word: `learning`, say.
 * @param by what the programs hold good for: functions and objects, compared one by one.
 */
export function keptWith<Programs extends Freed>(
  model: AnyModule,
  use: string,
  by: readonly unknown[],
  make: () => Programs,
): Programs {
  const all = kept.get(model);
  const before = all?.get(use) as Kept<Programs> | undefined;
  if (before && by.length === before.by.length && by.every((part, i) => part === before.by[i])) {
    return before.programs;
  }
  before?.programs.dispose();
  all?.delete(use);
  const programs = make();
  (all ?? freedWith(model)).set(use, { by, programs });
  return programs;
}

/** A place for what is freed when the model is disposed, or one that it is a part of. */
function freedWith(model: AnyModule): Map<string, Kept> {
  const all = new Map<string, Kept>();
  kept.set(model, all);
  const value = function (this: { release(): void }): void {
    for (const { programs } of all.values()) programs.dispose();
    kept.delete(model);
    delete (this as { release?: unknown }).release;
    this.release();
  };
  Object.defineProperty(model, 'release', { value, configurable: true });
  return all;
}
