import { fusedKernelsBase64, kernelsBase64 } from '../../../generated/kernels-wasm.ts';
import { decodeBase64 } from '../../../wasm/decode-base64.ts';
import type { WasmKernels } from '../../../wasm/kernels.ts';
import { exactText } from '../../exact-text.ts';
import { findInlineFunctions, type InlineFunction } from '../../wasm/inline-functions.ts';
import type { Group } from '../group.ts';
import { generateGroup } from './code.ts';
import { laneFunctions } from './formulas.ts';

/** A group as the kernels know it: which slot of the table, and how many chunks it is cut into. */
export interface WasmGroup {
  readonly slot: number;
  readonly chunks: number;
}

/** The groups that were compiled for a device, each once. */
export class WasmGroups {
  readonly #kernels: WasmKernels;
  readonly #functions: ReadonlyMap<string, InlineFunction>;
  readonly #found = new WeakMap<Group, Entry>();
  readonly #entries = new Map<string, Entry>();

  constructor(kernels: WasmKernels) {
    this.#kernels = kernels;
    const base64 = kernels.fusedMultiplyAdd ? fusedKernelsBase64 : kernelsBase64;
    this.#functions = findInlineFunctions(decodeBase64(base64), laneFunctions);
  }

  /** The code of a group, which is compiled at once where it was not before; undefined where the reference must compute. */
  find(group: Group): WasmGroup | undefined {
    const entry = this.#entry(group);
    if (entry.code && !entry.known) this.#add(entry, new WebAssembly.Module(entry.code.bytes));
    return entry.known;
  }

  /**
   * Compiles groups aside, and waits until all threads know them.
   *
   * @returns what gives them up. Those that nobody holds any more are forgotten; the kernel finds them anew.
   */
  async hold(groups: readonly Group[]): Promise<() => void> {
    const entries = new Set(groups.map((group) => this.#entry(group)));
    for (const entry of entries) entry.holders++;
    await Promise.all(
      [...entries].map(async (entry) => {
        if (!entry.code || entry.known) return;
        const module = await WebAssembly.compile(entry.code.bytes);
        if (!entry.known) this.#add(entry, module);
      }),
    );
    await this.#kernels.added.heard();
    return () => {
      for (const entry of entries) if (--entry.holders === 0) this.#forget(entry);
      entries.clear();
    };
  }

  #entry(group: Group): Entry {
    const found = this.#found.get(group);
    if (found && !found.isForgotten) return found;
    const text = exactText(group);
    let entry = this.#entries.get(text);
    if (!entry) {
      entry = { text, code: generateGroup(group, this.#functions), holders: 0 };
      this.#entries.set(text, entry);
    }
    this.#found.set(group, entry);
    return entry;
  }

  #add(entry: Entry, module: WebAssembly.Module): void {
    entry.known = { slot: this.#kernels.added.add(module), chunks: entry.code!.chunks };
  }

  #forget(entry: Entry): void {
    if (entry.known) this.#kernels.added.remove(entry.known.slot);
    this.#entries.delete(entry.text);
    entry.isForgotten = true;
  }
}

interface Entry {
  readonly text: string;
  readonly code: ReturnType<typeof generateGroup>;
  known?: WasmGroup;
  holders: number;
  isForgotten?: boolean;
}
