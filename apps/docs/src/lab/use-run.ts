import useBaseUrl from '@docusaurus/useBaseUrl';
import { usePluginData } from '@docusaurus/useGlobalData';
import { useCallback, useEffect, useMemo, useReducer, useRef } from 'react';

import type { LabData } from '../../lab/plugin.ts';
import type { Request, RunRequest, ShownReport } from '../sandbox/messages.ts';
import { Library } from '../sandbox/modules.ts';
import { Sandbox } from '../sandbox/sandbox.ts';
import type { Chapter } from './chapter.ts';
import { after, type LabState, recordedRun } from './lab-state.ts';

/** A run and what may be done with it. */
export interface Run {
  readonly state: LabState;
  /** Runs code; one under way is ended. */
  start(code: string, request: RunRequest, paused: boolean): void;
  pause(): void;
  resume(): void;
  step(): void;
  /** Ends the run, whatever it does, and shows the recorded one again. */
  reset(): void;
  /** The wait after each step. */
  setPace(milliseconds: number): void;
  ask(data: readonly number[], shape: readonly number[]): void;
  /** Fetches what a run needs, before the reader asks for one. */
  prepare(): void;
}

/** Runs code in a sandbox of its own, which ends with the run's successor, with Reset, and with the page. */
export function useRun(chapter: Chapter): Run {
  const initial = useMemo(() => recordedRun(chapter), [chapter]);
  const [state, dispatch] = useReducer(after, initial);
  const sandbox = useRef<Sandbox>(undefined);
  const pace = useRef(0);
  const { manifest } = usePluginData('thaw-lab') as LabData;
  const base = useBaseUrl('/lab/');
  const library = useMemo(() => new Library(base, manifest), [base, manifest]);
  const end = useCallback(() => {
    sandbox.current?.end();
    sandbox.current = undefined;
  }, []);
  useEffect(() => end, [end]);

  const post = (request: Request): void => sandbox.current?.post(request);
  return {
    state,
    start: (code, request, paused) => {
      end();
      dispatch({ type: 'run', paused });
      const started: Sandbox = new Sandbox(library, {
        hear: oncePerFrame((report) => {
          if (sandbox.current !== started) return;
          dispatch(report);
          if (report.type === 'failed' || report.type === 'diverged') end();
        }),
        arrived: (part) => dispatch({ type: 'arrived', part }),
      });
      sandbox.current = started;
      started.post({ type: 'pace', milliseconds: pace.current });
      if (paused) started.post({ type: 'step' });
      compileAndRun(library, started, code, request).catch((error: Error & { line?: number }) => {
        if (sandbox.current !== started) return;
        dispatch({ type: 'failed', message: error.message, line: error.line });
      });
    },
    pause: () => {
      post({ type: 'pause' });
      dispatch({ type: 'pause' });
    },
    resume: () => {
      post({ type: 'resume' });
      dispatch({ type: 'resume' });
    },
    step: () => {
      post({ type: 'step' });
      dispatch({ type: 'step' });
    },
    reset: () => {
      end();
      dispatch({ type: 'reset', to: initial });
    },
    setPace: (milliseconds) => {
      pace.current = milliseconds;
      post({ type: 'pace', milliseconds });
    },
    ask: (data, shape) => post({ type: 'ask', data, shape }),
    prepare: () => void library.manifest().catch(() => undefined),
  };
}

async function compileAndRun(
  library: Library,
  sandbox: Sandbox,
  code: string,
  request: RunRequest,
): Promise<void> {
  const [{ compile }, { names }] = await Promise.all([import('../sandbox/compile.ts'), library.manifest()]);
  await sandbox.run(compile(code, names), request);
}

/**
 * Hands on what arrived when the browser next draws: React then renders once a frame, however fast reports come. In a page
 * that is out of sight, which draws nothing, they are handed on all the same.
 */
function oncePerFrame(handle: (report: ShownReport) => void): (report: ShownReport) => void {
  let waiting: ShownReport[] = [];
  const flush = (): void => {
    const reports = waiting;
    waiting = [];
    for (const report of reports) handle(report);
  };
  return (report) => {
    waiting.push(report);
    if (waiting.length > 1) return;
    if (document.hidden) setTimeout(flush);
    else requestAnimationFrame(flush);
  };
}
