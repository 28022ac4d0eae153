import { ArgumentError } from '@thaw/backend';

import { plainSettings } from './space.ts';

/** Settings that were tried, and what came of them. */
export interface Trial<Settings = Readonly<Record<string, unknown>>> {
  /** Counted from 1, in the order in which they were drawn. */
  readonly trial: number;
  readonly settings: Settings;
  /** The mean over the seeds; NaN when one of them was. */
  readonly score: number;
  /** One for each seed. */
  readonly scores: readonly number[];
  /** How much each run was given, in a search that gives budgets. */
  readonly budget: number | undefined;
  /** Whether one of its runs was broken off, so that its score is that of an earlier step. */
  readonly pruned: boolean;
}

/** Which scores are better: the smaller, as of losses, or the larger, as of accuracies. */
export type SearchMode = 'min' | 'max';

/**
 * What a search found: its trials, the best first. Those with more budget stand before those with less, for their scores do not
 * compare; then whole ones before those that were pruned; then by score, with NaN at the end. As text it is a table.
 */
export class SearchTable<Settings = Readonly<Record<string, unknown>>> {
  /** All trials, the best first; each with the largest budget it was given. */
  readonly trials: readonly Trial<Settings>[];

  constructor(trials: Iterable<Trial<Settings>>, mode: SearchMode) {
    this.trials = [...trials].sort((a, b) => compareTrials(a, b, mode));
  }

  /**
   * The best trial.
   *
   * @throws {ArgumentError} when no trial has a score, for all of them gave NaN.
   */
  get best(): Trial<Settings> {
    const first = this.trials[0];
    if (first && !Number.isNaN(first.score)) return first;
    throw new ArgumentError(
      'No trial has a score: all gave NaN, as when every training diverges; search another space.',
    );
  }

  toString(): string {
    const rows = this.trials.map(rowOf);
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))];
    const widths = names.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
    return lines
      .map((line) =>
        line
          .map((text, i) => text.padEnd(widths[i]!))
          .join('  ')
          .trimEnd(),
      )
      .join('\n');
  }
}

/** Orders trials, the better first. */
export function compareTrials(a: Trial<unknown>, b: Trial<unknown>, mode: SearchMode): number {
  const sign = mode === 'min' ? 1 : -1;
  const lost = (trial: Trial<unknown>): number => (Number.isNaN(trial.score) ? 1 : 0);
  return (
    (b.budget ?? 0) - (a.budget ?? 0) ||
    Number(a.pruned) - Number(b.pruned) ||
    lost(a) - lost(b) ||
    (a.score === b.score || lost(a) ? 0 : a.score < b.score ? -sign : sign) ||
    a.trial - b.trial
  );
}

/** What a table shows of a trial, by the name of the column. */
function rowOf({ trial, settings, score, scores, budget, pruned }: Trial<unknown>): Record<string, string> {
  const spread = scores.length > 1 ? { deviation: figure(deviationOf(scores)) } : {};
  return {
    trial: String(trial),
    ...settingTexts(settings as Record<string, unknown>),
    ...(budget === undefined ? {} : { budget: String(budget) }),
    score: figure(score) + (pruned ? ' (pruned)' : ''),
    ...spread,
  };
}

/** Settings as people read them. */
export function settingTexts(settings: Readonly<Record<string, unknown>>): Record<string, string> {
  const entries = Object.entries(plainSettings(settings)).map(([name, value]) => {
    return [name, typeof value === 'number' ? figure(value) : String(value)] as const;
  });
  return Object.fromEntries(entries);
}

/** A number in four digits, whole ones in all of theirs. */
export function figure(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

/** √(Σ(xᵢ − x̄)²/(n − 1)); 0 of one number. */
export function deviationOf(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** The mean, added up in the order given. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
