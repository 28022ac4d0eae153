import type { Progress } from '@thaw/experiments/experiment';

/** Milliseconds between two lines. */
const EVERY = 10_000;

/** Says how a run goes, at most a line in ten seconds: where it is, its loss and how fast it steps. One for each run. */
export function progressSayer(
  id: string,
  say: (line: string) => void,
  begin: number,
): (progress: Progress, now: number) => void {
  let said = begin;
  let taken = 0;
  return ({ part, step, steps, loss }, now) => {
    taken++;
    if (now - said < EVERY) return;
    const rate = (taken * 1000) / (now - said);
    said = now;
    taken = 0;
    say(
      `  ${id}: ${part}, step ${step} of ${steps}, loss ${loss.toPrecision(3)}, ${rate.toPrecision(2)} steps/s`,
    );
  };
}
