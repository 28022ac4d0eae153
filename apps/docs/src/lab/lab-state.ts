import type { Device, Memory } from '@thaw/core';
import type { Lines, Picture } from '@thaw/experiments/picture';

import type { Ended, Point, ShownReport } from '../sandbox/messages.ts';
import type { Chapter } from './chapter.ts';

/** Where a run stands; `recorded` is the run that came with the page. */
type Status = 'recorded' | 'starting' | 'running' | 'paused' | 'finished' | 'diverged' | 'failed';

/** All that a Lab shows of a run. */
export interface LabState {
  readonly status: Status;
  /** How much of the runtime is here, from 0 to 1, while it starts. */
  readonly arrived: number;
  /** Whether it stands still, or will once the step under way is taken. */
  readonly held: boolean;
  /** The step at which it paused because it counts as solved. */
  readonly solvedAt?: number | undefined;
  readonly device?: Pick<Device, 'name' | 'reason'>;
  readonly points: readonly Point[];
  /** How many steps the part that runs has at most. */
  readonly steps: number;
  readonly figures: Readonly<Record<string, number>>;
  readonly memory?: Memory;
  readonly picture?: Picture;
  readonly ended?: Ended;
  /** What the model answered to the reader's input. */
  readonly answer?: Picture;
  readonly failure?: { readonly message: string; readonly line: number | undefined };
}

/** What the reader did, or the sandbox told. */
export type LabEvent =
  | ShownReport
  | { readonly type: 'run'; readonly paused: boolean }
  | { readonly type: 'arrived'; readonly part: number }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  | { readonly type: 'step' }
  | { readonly type: 'reset'; readonly to: LabState };

/** Before the reader runs anything: the recorded run. */
export function recordedRun({ points, stepsOfPart, figures, ...rest }: Chapter): LabState {
  const { results, summary, steps, judgements, seconds, device, seed } = rest;
  return {
    status: 'recorded',
    arrived: 0,
    held: false,
    device: { name: device, reason: `recorded with seed ${seed}` },
    points: points.map(([part, step, loss]) => ({ part, step, loss })),
    steps: stepsOfPart,
    figures,
    ended: { results, summary, steps, judgements, seconds, pictures: [] },
  };
}

/** Whether a run is under way. */
export function isBusy({ status }: LabState): boolean {
  return status === 'starting' || status === 'running' || status === 'paused';
}

/** The state after an event. */
export function after(state: LabState, event: LabEvent): LabState {
  switch (event.type) {
    case 'run':
      return { status: 'starting', arrived: 0, held: event.paused, points: [], steps: 0, figures: {} };
    case 'reset':
      return event.to;
    case 'arrived':
      return { ...state, arrived: event.part };
    case 'pause':
      return { ...state, held: true };
    case 'resume':
      return { ...state, held: false, status: 'running', solvedAt: undefined };
    case 'step':
      return { ...state, held: true, status: 'running', solvedAt: undefined };
    case 'started':
      return { ...state, status: 'running', device: event.device };
    case 'solved':
      return { ...state, held: true, solvedAt: event.step };
    case 'standing':
      return state.held ? { ...state, status: 'paused' } : state;
    case 'progress':
      return {
        ...state,
        points: event.points.length > 0 ? [...state.points, ...event.points] : state.points,
        steps: event.steps,
        figures: { ...state.figures, ...event.figures },
        memory: event.memory,
      };
    case 'picture':
      return { ...state, picture: event.picture };
    case 'answer':
      return { ...state, answer: event.picture };
    case 'finished': {
      const { type: _, ...ended } = event;
      return { ...state, status: 'finished', ended };
    }
    case 'diverged':
      return { ...state, status: 'diverged', failure: { message: divergence(event.step), line: undefined } };
    case 'failed':
      return { ...state, status: 'failed', failure: { message: event.message, line: event.line } };
  }
}

function divergence(step: number): string {
  return `Diverged at step ${step}: the loss is no number any more. Lower the learning rate and run again.`;
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
  return { kind: 'lines', title: 'Loss', x: 'step', y: 'loss', series };
}
