import type { ModuleText } from './messages.ts';

declare global {
  /** What `import()` became in the runtime's files. */
  var thawImport: (key: string) => Promise<unknown>;
}

/** Gives modules that came as text `blob:` addresses, and imports them by key. */
export class ModuleLoader {
  readonly #addresses = new Map<string, string>();
  readonly #waiting = new Map<string, PromiseWithSettlers>();
  readonly #need: (key: string) => void;

  /** @param need asks for a module that is not here yet. */
  constructor(need: (key: string) => void) {
    this.#need = need;
    globalThis.thawImport = (key) => this.import(key);
  }

  /** Takes modules, each after those that it imports. */
  add(modules: readonly ModuleText[]): void {
    for (const { key, code } of modules) {
      const linked = code.replaceAll(
        /"lab:([^"]+)"/g,
        (_, imported: string) => `"${this.#addresses.get(imported)}"`,
      );
      this.#addresses.set(key, URL.createObjectURL(new Blob([linked], { type: 'text/javascript' })));
      this.#waiting.get(key)?.resolve();
    }
  }

  /** A module that was asked for cannot be had. */
  miss(key: string, reason: string): void {
    this.#waiting.get(key)?.reject(new Error(reason));
    this.#waiting.delete(key);
  }

  async import(key: string): Promise<unknown> {
    if (!this.#addresses.has(key)) {
      const waiting = this.#waiting.get(key) ?? withSettlers();
      if (!this.#waiting.has(key)) {
        this.#waiting.set(key, waiting);
        this.#need(key);
      }
      await waiting.promise;
    }
    return import(/* webpackIgnore: true */ this.#addresses.get(key)!);
  }

  /** A message with the names of modules in the place of their addresses. */
  named(message: string): string {
    let named = message;
    for (const [key, address] of this.#addresses)
      named = named.replaceAll(address, key.replace(/\/index$/, ''));
    return named;
  }

  /** The line in a module at which an error arose, if it did there. */
  lineOf(key: string, error: unknown): number | undefined {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    const address = this.#addresses.get(key);
    const at = address === undefined ? -1 : stack.indexOf(`${address}:`);
    if (at < 0) return undefined;
    const line = Number.parseInt(stack.slice(at + address!.length + 1), 10);
    return Number.isNaN(line) ? undefined : line;
  }
}

interface PromiseWithSettlers {
  readonly promise: Promise<void>;
  resolve(): void;
  reject(error: Error): void;
}

function withSettlers(): PromiseWithSettlers {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((...settlers) => ([resolve, reject] = settlers));
  return { promise, resolve, reject };
}
