/**
 * Loads a module that only some runtimes have, such as `node:fs/promises` or the optional package `webgpu`.
 * The name stays a variable, so that bundlers for the browser neither follow it nor fail on it.
 */
export async function importOptional<T>(name: string): Promise<T> {
  return (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)) as T;
}

/** Whether this is Node, Deno or Bun, and not a browser or worker of one. */
export function hasNodeModules(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return typeof process?.versions?.node === 'string' && !('importScripts' in globalThis);
}

/** An environment variable, where the runtime has them. */
export function environmentVariable(name: string): string | undefined {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  return hasNodeModules() ? process?.env?.[name] || undefined : undefined;
}
