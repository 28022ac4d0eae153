import { ArgumentError, describe, hasNodeModules } from '@thaw/backend';

/**
 * Checks where a log goes: a path, where there are files, or a function.
 *
 * @param takes what the function is given.
 * @throws {ArgumentError} when it is neither, or a path in a browser.
 */
export function checkTarget(owner: string, target: unknown, takes: string): void {
  const writer = `a function that takes each ${takes}`;
  if (typeof target === 'function') return;
  if (typeof target !== 'string' || target === '')
    throw new ArgumentError(`${owner}: expected a path or ${writer}, got ${describe(target)}.`);
  if (!hasNodeModules()) throw new ArgumentError(`${owner}: a browser has no files; give ${writer}.`);
}
