import { type Bar, type Budget, type Outcome, reaches } from '@thaw/experiments/experiment';

/** A bar, and how one run did against it. */
export interface JudgedBar {
  readonly bar: Bar;
  /** What the run got; undefined when it was not measured. */
  readonly figure: number | undefined;
  readonly status: 'reached' | 'not reached' | 'below with this seed' | 'not tried';
}

/** How a run did against its bars. One seed can reach a bar for the mean of several, but it cannot miss it. */
export function judgeBars(bars: readonly Bar[], { results }: Outcome, budget: Budget): JudgedBar[] {
  return bars.map((bar) => {
    const figure = results[bar.result];
    if (!bar.budgets.includes(budget) || figure === undefined) return { bar, figure, status: 'not tried' };
    if (reaches(bar, figure)) return { bar, figure, status: 'reached' };
    return { bar, figure, status: bar.over === 'mean' ? 'below with this seed' : 'not reached' };
  });
}

/** All bars of a stop in a few words. */
export function statusOf(judged: readonly JudgedBar[]): string {
  const tried = judged.filter(({ status }) => status !== 'not tried');
  const reached = tried.filter(({ status }) => status === 'reached');
  if (tried.length === 0) return 'not tried at this size';
  if (reached.length === tried.length) return 'reached';
  if (reached.length > 0) return `${reached.length} of ${tried.length} reached`;
  return missed(judged) ? 'not reached' : 'below with this seed';
}

/** Whether a bar that was tried was missed. */
export function missed(judged: readonly JudgedBar[]): boolean {
  return judged.some(({ status }) => status === 'not reached');
}
