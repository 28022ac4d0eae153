import { useCallback, useEffect, useReducer, useRef } from 'react';

import type { ExperimentId } from './experiments.ts';
import { after, type LabState, ready } from './lab-state.ts';
import type { Report, Request } from './messages.ts';

/** A Lab's state and what its buttons do. */
export interface LabControls {
  readonly state: LabState;
  run(seed: number, slow: boolean): void;
  pause(): void;
  resume(): void;
  stop(): void;
  setSlow(slow: boolean): void;
}

/** Runs an experiment in a worker of its own, started at the first run and ended with the page. */
export function useLab(experiment: ExperimentId): LabControls {
  const [state, dispatch] = useReducer(after, ready);
  const worker = useRef<Worker>(undefined);
  useEffect(
    () => () => {
      worker.current?.terminate();
      worker.current = undefined;
    },
    [experiment],
  );

  const startWorker = useCallback((): Worker => {
    const started = new Worker(new URL('./lab.worker.ts', import.meta.url), { type: 'module' });
    started.addEventListener('message', oncePerFrame(dispatch));
    started.addEventListener('error', (event) => {
      const message = event.message || 'The worker did not load; reload the page and try again.';
      dispatch({ type: 'failed', message });
      started.terminate();
      worker.current = undefined;
    });
    return started;
  }, []);

  const send = (request: Request): void => (worker.current ??= startWorker()).postMessage(request);
  return {
    state,
    run: (seed, slow) => {
      dispatch({ type: 'run' });
      send({ type: 'pace', slow });
      send({ type: 'run', experiment, seed, budget: 'tour' });
    },
    pause: () => {
      dispatch({ type: 'pause' });
      send({ type: 'pause' });
    },
    resume: () => {
      dispatch({ type: 'resume' });
      send({ type: 'resume' });
    },
    stop: () => send({ type: 'stop' }),
    setSlow: (slow) => worker.current?.postMessage({ type: 'pace', slow } satisfies Request),
  };
}

/** Hands on what arrived when the browser next draws: React then renders once a frame, however fast reports come. */
function oncePerFrame(handle: (report: Report) => void): (event: MessageEvent<Report>) => void {
  let waiting: Report[] = [];
  return ({ data }) => {
    waiting.push(data);
    if (waiting.length > 1) return;
    requestAnimationFrame(() => {
      const reports = waiting;
      waiting = [];
      for (const report of reports) handle(report);
    });
  };
}
