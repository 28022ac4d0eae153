import type { KernelExports } from './exports.ts';
import type { Workers } from './workers.ts';

/** A module for a slot of the table; none where the slot is given up. */
export interface Added {
  readonly slot: number;
  readonly module?: WebAssembly.Module;
}

/**
 * Modules that are made while a program runs. Each has a function `run(control, chunk, scratch)`, imports the memory as `env.memory` and
 * what it calls of the kernels as `kernels`; the kernel `group` calls it by its slot, which is never given to another.
 *
 * Each thread has a table of its own, for tables cannot be shared. A worker that has not heard of a module yet takes no part in its
 * jobs, which changes no bits.
 */
export class AddedModules {
  readonly table: WebAssembly.Table = new WebAssembly.Table({ initial: 1, element: 'anyfunc' });
  readonly #memory: WebAssembly.Memory;
  readonly #modules = new Map<number, WebAssembly.Module>();
  #kernels: KernelExports | undefined;
  #workers: Workers | undefined;
  #heard: Promise<void> = Promise.resolve();

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /** Names the kernels that modules may call. */
  link(kernels: KernelExports): void {
    this.#kernels = kernels;
  }

  /** @returns its slot. */
  add(module: WebAssembly.Module): number {
    const imports = {
      env: { memory: this.#memory },
      kernels: this.#kernels as unknown as WebAssembly.ModuleImports,
    };
    const { run } = new WebAssembly.Instance(module, imports).exports;
    const slot = this.table.grow(1);
    this.table.set(slot, run);
    this.#modules.set(slot, module);
    this.#tell([{ slot, module }]);
    return slot;
  }

  remove(slot: number): void {
    this.table.set(slot, null);
    this.#modules.delete(slot);
    this.#tell([{ slot }]);
  }

  /** When all workers know the modules that were added until now. */
  async heard(): Promise<void> {
    await this.#heard;
  }

  /** The workers that take part from now on. */
  set workers(workers: Workers | undefined) {
    this.#workers = workers;
    this.#tell([...this.#modules].map(([slot, module]) => ({ slot, module })));
  }

  #tell(added: readonly Added[]): void {
    if (!this.#workers || added.length === 0) return;
    this.#heard = this.#workers.tell(added);
  }
}
