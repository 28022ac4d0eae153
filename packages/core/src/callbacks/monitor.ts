import { ArgumentError } from '@thaw/backend';

/** Which figure is watched, and what counts as better. */
export interface MonitorOptions {
  /** The log to watch. @defaultValue 'validationLoss' */
  readonly monitor?: string;
  /** Whether less or more is better. @defaultValue 'max' for accuracies and the other metrics of core of which more is better, else 'min' */
  readonly mode?: 'min' | 'max';
  /** An improvement is a change of more than this. */
  readonly minDelta?: number;
}

/** The ends of the names of metrics that are to grow. */
const moreIsBetter = /(accuracy|precision|recall|f1Score|auc|IoU|r2Score|bleu)$/i;

/** The best value of a figure so far. */
export class Monitor {
  /** The log that is watched. */
  readonly name: string;
  readonly #owner: string;
  readonly #sign: 1 | -1;
  readonly #minDelta: number;
  #best = -Infinity;

  /** @throws {ArgumentError} when minDelta is negative or mode is neither min nor max. */
  constructor(owner: string, options: MonitorOptions, minDelta: number) {
    this.#owner = owner;
    this.name = options.monitor ?? 'validationLoss';
    const mode = options.mode ?? (moreIsBetter.test(this.name) ? 'max' : 'min');
    if (mode !== 'min' && mode !== 'max')
      throw new ArgumentError(`${owner}: mode must be 'min' or 'max', got ${String(mode)}.`);
    this.#sign = mode === 'min' ? -1 : 1;
    this.#minDelta = options.minDelta ?? minDelta;
    if (!(this.#minDelta >= 0))
      throw new ArgumentError(`${owner}: minDelta must be 0 or more, got ${this.#minDelta}.`);
  }

  /** Forgets the best. */
  reset(): void {
    this.#best = -Infinity;
  }

  /**
   * Whether these logs are better than the best so far, which they then are.
   *
   * @throws {ArgumentError} when the figure is not among them.
   */
  improves(logs: Readonly<Record<string, number>>): boolean {
    const value = logs[this.name];
    if (value === undefined) {
      const mend = this.name.startsWith('validation')
        ? ' Pass validation batches to fit, or watch another.'
        : '';
      throw new ArgumentError(
        `${this.#owner}: there is no log "${this.name}"; this run has ${Object.keys(logs).join(', ')}.${mend}`,
      );
    }
    if (!(this.#sign * value > this.#best + this.#minDelta)) return false;
    this.#best = this.#sign * value;
    return true;
  }
}

/** @throws {ArgumentError} when what should be a number of epochs is none. */
export function checkEpochs(owner: string, name: string, value: number, least: number): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new ArgumentError(
    `${owner}: ${name} must be a whole number of epochs from ${least} on, got ${value}.`,
  );
}
