import type { Device } from '@thaw/core';
import type { Outcome } from '@thaw/experiments/experiment';
import type { Lines, Picture } from '@thaw/experiments/picture';

import type { Judgement, Point, Report } from './messages.ts';

/** Where a run stands. */
type Status = 'ready' | 'starting' | 'running' | 'paused' | 'stopped' | 'finished' | 'failed';

/** All that a Lab shows. */
export interface LabState {
  readonly status: Status;
  readonly title?: string;
  readonly device?: Device;
  readonly points: readonly Point[];
  /** How many steps the part that runs has at most. */
  readonly steps: number;
  readonly picture?: Picture;
  readonly outcome?: Outcome;
  readonly judgements: readonly Judgement[];
  readonly seconds?: number;
  readonly failure?: string;
}

export const ready: LabState = { status: 'ready', points: [], steps: 0, judgements: [] };

/** What the reader did, or the worker told. */
export type LabEvent =
  Report | { readonly type: 'run' } | { readonly type: 'pause' } | { readonly type: 'resume' };

/** The state after an event. */
export function after(state: LabState, event: LabEvent): LabState {
  switch (event.type) {
    case 'run':
      return { ...ready, status: 'starting' };
    case 'pause':
      return { ...state, status: 'paused' };
    case 'resume':
      return { ...state, status: 'running' };
    case 'started':
      return { ...state, status: 'running', title: event.title, device: event.device };
    case 'progress':
      return { ...state, points: [...state.points, ...event.points], steps: event.steps };
    case 'picture':
      return { ...state, picture: event.picture };
    case 'finished':
      return {
        ...state,
        status: 'finished',
        outcome: event.outcome,
        judgements: event.judgements,
        seconds: event.seconds,
      };
    case 'stopped':
      return { ...state, status: 'stopped' };
    case 'failed':
      return { ...state, status: 'failed', failure: event.message };
  }
}

/** The losses so far, a curve for each part. */
export function lossCurves(points: readonly Point[]): Lines {
  const parts = new Map<string, [number, number][]>();
  for (const { part, step, loss } of points) {
    const curve = parts.get(part) ?? [];
    curve.push([step, loss]);
    parts.set(part, curve);
  }
  const series = [...parts].map(([name, curve]) => ({ name, points: curve }));
  // As an experiment of one part names its curve when it ends, so that the title stays as it is.
  const title = series.length === 1 ? `${series[0]!.name}: loss` : 'Loss';
  return { kind: 'lines', title, x: 'step', y: 'loss', series };
}
