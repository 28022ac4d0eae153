import type { LabState } from '../lab/lab-state.ts';

/** What a run must show for an answer to be right. */
export interface Claim {
  /** A figure of the run: `loss` (the mean of the last ten), `steps`, `diverged` (0 or 1), or any that the experiment gives. */
  readonly figure: string;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** When a run is judged: at a step of its first part, or at its end. */
export interface Moment {
  readonly step?: number;
}

/** The figures of a run, once the moment has come. */
export function figuresAt(state: LabState, { step }: Moment): Readonly<Record<string, number>> | undefined {
  const { status, points, figures, ended } = state;
  const over = status === 'finished' || status === 'diverged';
  const first = points[0]?.part;
  const part = points.filter((point) => step === undefined || (point.part === first && point.step <= step));
  const come = step !== undefined && (points.at(-1)?.part !== first || (points.at(-1)?.step ?? 0) >= step);
  if (!over && !come) return undefined;
  const last = part.slice(-10).map(({ loss }) => loss);
  return {
    ...figures,
    ...(over ? ended?.results : {}),
    loss: last.reduce((sum, loss) => sum + loss, 0) / last.length,
    steps: ended?.steps ?? points.length,
    diverged: Number(status === 'diverged'),
  };
}

/** Whether figures bear a claim out. */
export function holds(claim: Claim, figures: Readonly<Record<string, number>>): boolean {
  const figure = figures[claim.figure] ?? NaN;
  return figure >= (claim.atLeast ?? -Infinity) && figure <= (claim.atMost ?? Infinity);
}
