/** A module that code in the sandbox may import; `imports` are the keys of what it needs at once. */
interface RuntimeModule {
  readonly file: string;
  readonly bytes: number;
  readonly imports: readonly string[];
}

/** What lab/plugin.ts made for the sandbox. */
export interface Manifest {
  readonly modules: Readonly<Record<string, RuntimeModule>>;
  /** From what code writes after `from` to the key of a module. */
  readonly names: Readonly<Record<string, string>>;
  /** The document of the sandbox's frame. */
  readonly frame: string;
  /** The text of its worker. */
  readonly worker: string;
}

/** The keys and all that they import, each after what it imports itself, so that its address can be written into it. */
export function inOrder({ modules }: Manifest, keys: readonly string[]): string[] {
  const ordered = new Set<string>();
  const visit = (key: string): void => {
    const found = modules[key];
    if (ordered.has(key) || !found) return;
    for (const each of found.imports) visit(each);
    ordered.add(key);
  };
  for (const key of keys) visit(key);
  return [...ordered];
}

/** Fetches files of the runtime, each once in the life of the page. */
export class Library {
  readonly #base: string;
  readonly #manifestFile: string;
  readonly #texts = new Map<string, Promise<string>>();
  #manifest: Promise<Manifest> | undefined;

  constructor(base: string, manifestFile: string) {
    this.#base = base;
    this.#manifestFile = manifestFile;
  }

  async manifest(): Promise<Manifest> {
    this.#manifest ??= this.#fetch(this.#manifestFile).then((text) => JSON.parse(text) as Manifest);
    try {
      return await this.#manifest;
    } catch (error) {
      this.#manifest = undefined; // the network may be back at the next try
      throw error;
    }
  }

  /**
   * The texts of modules.
   *
   * @param arrived told with the part of all bytes that is here, from 0 to 1.
   */
  async texts(
    keys: readonly string[],
    arrived: (part: number) => void = () => undefined,
  ): Promise<{ key: string; code: string }[]> {
    const { modules } = await this.manifest();
    const all = keys.reduce((sum, key) => sum + modules[key]!.bytes, 0) || 1;
    let here = 0;
    return Promise.all(
      keys.map(async (key) => {
        const { file, bytes } = modules[key]!;
        const code = await this.#text(file);
        here += bytes;
        arrived(here / all);
        return { key, code };
      }),
    );
  }

  async #text(file: string): Promise<string> {
    const started = this.#texts.get(file) ?? this.#fetch(file);
    this.#texts.set(file, started);
    try {
      return await started;
    } catch (error) {
      this.#texts.delete(file);
      throw error;
    }
  }

  async #fetch(file: string): Promise<string> {
    const response = await fetch(this.#base + file);
    if (!response.ok)
      throw new Error(`${file} did not load (${response.status}); reload the page and try again.`);
    return response.text();
  }
}
