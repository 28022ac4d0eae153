import { ArgumentError, describe } from '@thaw/backend';

import type { AnyModule } from '../module/module.ts';
import type { Weight } from '../module/weight.ts';

/** Options of `fromKeras`. */
export interface ForeignNameOptions {
  /** What the module at a path here is called there; undefined where the rule knows. @defaultValue as the rule has it */
  readonly names?: (path: string) => string | undefined;
}

/** The weights of each module of a model that has its own, by the module's path and by the name of the field. */
export function weightsOfModules(model: AnyModule): Map<string, Map<string, Weight>> {
  const modules = new Map<string, Map<string, Weight>>();
  for (const [path, weight] of model.weights()) {
    const dot = path.lastIndexOf('.');
    const module = path.slice(0, Math.max(dot, 0));
    if (!modules.has(module)) modules.set(module, new Map());
    modules.get(module)!.set(path.slice(dot + 1), weight);
  }
  return modules;
}

/** The names a user gives, checked. @throws {ArgumentError} when they are no function, or give no text. */
export function checkedNames(
  owner: string,
  names: unknown = () => undefined,
): (path: string) => string | undefined {
  if (typeof names !== 'function') {
    throw new ArgumentError(
      `${owner}: names is a function from a path here to a name there, got ${describe(names)}.`,
    );
  }
  return (path) => {
    const name: unknown = (names as (path: string) => unknown)(path);
    if (name === undefined || typeof name === 'string') return name;
    throw new ArgumentError(`${owner}: names must give a text, got ${describe(name)} for "${path}".`);
  };
}

/** Two parts of a path; the first may be empty. */
export function joined(path: string, name: string, separator = '.'): string {
  return path === '' ? name : `${path}${separator}${name}`;
}

/** As a reader would order names: numbers in them by their size. */
export function naturally(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
