import type { ReactNode } from 'react';

import styles from './lab.module.css';
import type { LabState } from './lab-state.ts';
import type { Judgement } from './messages.ts';

/** What a run ended with: a summary, each bar with its figure, and where it was computed. */
export function LabResult({ state }: { readonly state: LabState }): ReactNode {
  const { outcome, judgements, device, seconds } = state;
  return (
    <>
      {outcome && (
        <ul className={styles.bars}>
          {judgements.map((judgement) => (
            <li key={judgement.result} data-bar={judgement.result} data-reached={judgement.reached}>
              <span aria-hidden="true">{judgement.reached ? '✓' : '✗'}</span> {verdict(judgement)}
            </li>
          ))}
        </ul>
      )}
      {device && (
        <p className={styles.device}>
          <b>{device.name}</b>: {device.reason}
          {seconds !== undefined && `. ${outcome?.steps} steps in ${seconds.toFixed(1)} s`}.
        </p>
      )}
    </>
  );
}

/** One sentence about where the run stands; screen readers speak it when it changes. */
export function announce({ status, outcome, failure, device }: LabState): string {
  switch (status) {
    case 'ready':
      return 'Press Run: the net trains in this page, on your own machine.';
    case 'starting':
      return 'Fetching the experiment and choosing a device …';
    case 'running':
      return `Training on ${device?.name} …`;
    case 'paused':
      return 'Paused.';
    case 'stopped':
      return 'Stopped before the end.';
    case 'finished':
      return `Done: ${outcome?.summary}.`;
    case 'failed':
      return `The run failed: ${failure}`;
  }
}

function verdict({ reached, claim, result, figure }: Judgement): string {
  return `Bar ${reached ? 'reached' : 'not reached'}: ${claim} (${inWords(result)} ${Number(figure.toPrecision(3))})`;
}

/** `largestError` as `largest error`. */
function inWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
