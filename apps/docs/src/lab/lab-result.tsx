import type { ReactNode } from 'react';

import type { Judgement } from '../sandbox/messages.ts';
import styles from './lab.module.css';
import type { LabState } from './lab-state.ts';
import { inWords } from './readout.tsx';

interface LabResultProps {
  readonly state: LabState;
  /** Whether the settings are those that the bars are for. */
  readonly asDeclared: boolean;
}

/** What a run ended with: each bar with its figure, and where it was computed. */
export function LabResult({ state, asDeclared }: LabResultProps): ReactNode {
  const { status, ended, device } = state;
  return (
    <>
      {ended && (
        <ul className={styles.bars}>
          {ended.judgements.map((judgement) => (
            <li key={judgement.result} data-bar={judgement.result} data-reached={judgement.reached}>
              <span aria-hidden="true">{judgement.reached ? '✓' : '✗'}</span> {verdict(judgement)}
            </li>
          ))}
        </ul>
      )}
      {ended && status === 'finished' && !asDeclared && (
        <p className={styles.note}>The bars are for the settings as the page came; yours differ.</p>
      )}
      {device && (
        <p className={styles.note} data-device={status === 'recorded' ? undefined : device.name}>
          <b>{device.name}</b>: {device.reason}
          {ended && `. ${ended.steps} steps in ${ended.seconds.toFixed(1)} s`}.
        </p>
      )}
    </>
  );
}

/** One sentence about where the run stands; screen readers speak it when it changes. */
export function announce({ status, ended, failure, device, held, solvedAt }: LabState): string {
  switch (status) {
    case 'recorded':
      return `A recorded run: ${ended?.summary}. Press Run for one of your own.`;
    case 'starting':
      return 'Loading the runtime …';
    case 'running':
      return held ? PAUSED : `Running on ${device?.name} …`;
    case 'paused':
      return solvedAt === undefined ? PAUSED : `Solved at step ${solvedAt}. Resume goes on to the end.`;
    case 'finished':
      return `Done: ${ended?.summary}.`;
    case 'diverged':
      return failure?.message ?? '';
    case 'failed':
      return failure?.line === undefined
        ? `The run failed: ${failure?.message}`
        : `The run failed in line ${failure.line}: ${failure.message}`;
  }
}

const PAUSED = 'Paused. Step takes one, Resume goes on.';

function verdict({ reached, claim, result, figure }: Judgement): string {
  return `Bar ${reached ? 'reached' : 'not reached'}: ${claim} (${inWords(result)} ${Number(figure.toPrecision(3))})`;
}
