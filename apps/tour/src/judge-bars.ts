import { type Bar, type Budget, type Outcome, reaches } from '@thaw/experiments/experiment';

/** A bar, and how one run did against it. */
export interface JudgedBar {
  readonly bar: Bar;
  /** What the run got; undefined when it was not measured. */
  readonly figure: number | undefined;
  readonly status: 'reached' | 'not reached' | 'not tried';
}

/** How a run did against its bars. A bar over several seeds is held against this one. */
export function judgeBars(bars: readonly Bar[], { results }: Outcome, budget: Budget): JudgedBar[] {
  return bars.map((bar) => {
    const figure = results[bar.result];
    if (!bar.budgets.includes(budget) || figure === undefined) return { bar, figure, status: 'not tried' };
    return { bar, figure, status: reaches(bar, figure) ? 'reached' : 'not reached' };
  });
}

/** All bars of a stop in a few words. */
export function statusOf(judged: readonly JudgedBar[]): string {
  const tried = judged.filter(({ status }) => status !== 'not tried');
  const reached = tried.filter(({ status }) => status === 'reached');
  if (tried.length === 0) return 'not tried at this size';
  if (reached.length === tried.length) return 'reached';
  return reached.length === 0 ? 'not reached' : `${reached.length} of ${tried.length} reached`;
}

/** Whether a bar that was tried was missed. */
export function missed(judged: readonly JudgedBar[]): boolean {
  return judged.some(({ status }) => status === 'not reached');
}
