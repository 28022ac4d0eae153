import type { AnyModule } from '../module/module.ts';
import type { Parameter } from '../module/weight.ts';
import { identityOf } from './identity.ts';
import { watchersOf } from './step-watchers.ts';

/**
 * What decides, besides the shapes of a batch, by which operations a step of training goes, as a text that changes with it: which parameters are
 * trained, what they cost and where they may be, what modules are set to, and who watches.
 */
export class StepVariant {
  readonly #model: AnyModule;
  /** Those of the epoch, and the modules at that time. */
  #parameters: readonly Parameter[] | undefined;
  #modules: readonly AnyModule[] = [];
  /** Fields that change while a step is traced: they count, and decide nothing. */
  readonly #counters = new WeakMap<object, Set<string>>();
  /** Settings are long: each is told by a number. */
  readonly #settings = new Map<string, number>();

  constructor(model: AnyModule) {
    this.#model = model;
  }

  /** The text for the coming step. */
  of(parameters: readonly Parameter[]): string {
    if (parameters !== this.#parameters) {
      this.#parameters = parameters;
      this.#modules = [...this.#model.namedModules().values()];
    }
    const settings =
      parameters.map(settingOf).join(' ') + this.#modules.map((module) => this.#settingsOf(module)).join('');
    if (!this.#settings.has(settings)) this.#settings.set(settings, this.#settings.size + 1);
    const number = this.#settings.get(settings)!;
    const watching = watchersOf(this.#model)
      .filter((watcher) => watcher.isDue())
      .map(identityOf);
    const parts = [
      number > 1 && `settings ${number}`,
      watching.length > 0 && `watched by ${watching.join(' ')}`,
    ];
    return parts.filter((part) => part).join(', ');
  }

  /** Runs a step that is traced. */
  trace<Result>(step: () => Result): Result {
    const before = this.#modules.map((module) => ({ ...module }));
    try {
      return step();
    } finally {
      for (const [i, module] of this.#modules.entries()) this.#noteCounters(module, before[i]!);
    }
  }

  #noteCounters(module: AnyModule, before: object): void {
    for (const [name, value] of Object.entries(module)) {
      if (typeof value === 'object' || value === (before as Record<string, unknown>)[name]) continue;
      this.#counters.set(module, (this.#counters.get(module) ?? new Set()).add(name));
    }
  }

  /** The fields of a module that are no weights, modules or records: a rate, an activation. */
  #settingsOf(module: AnyModule): string {
    const counters = this.#counters.get(module);
    let text = ';';
    for (const [name, value] of Object.entries(module) as [string, unknown][]) {
      if (counters?.has(name)) continue;
      if (typeof value === 'function') text += `${identityOf(value)},`;
      else if (typeof value !== 'object') text += `${String(value)},`;
    }
    return text;
  }
}

function settingOf(parameter: Parameter): string {
  const { trainable, regularizer, constraint } = parameter;
  const parts = [parameter, regularizer, constraint].map((part) => (part ? identityOf(part) : ''));
  return trainable ? parts.join(':') : `${parts[0]}:frozen`;
}
