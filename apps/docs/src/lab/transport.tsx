import { type ReactNode, useId } from 'react';

import styles from './lab.module.css';
import { isBusy, type LabState } from './lab-state.ts';

/** Speeds, the slowest first: what they are called, and the wait after each step. */
export const speeds = [
  { name: '1 step/s', milliseconds: 1000 },
  { name: '4 steps/s', milliseconds: 250 },
  { name: '15 steps/s', milliseconds: 66 },
  { name: '60 steps/s', milliseconds: 16 },
  { name: 'full speed', milliseconds: 0 },
] as const;

interface TransportProps {
  readonly state: LabState;
  readonly seed: number;
  /** A place in `speeds`. */
  readonly speed: number;
  onRun(): void;
  onPause(): void;
  onResume(): void;
  onStep(): void;
  onReset(): void;
  onSeed(seed: number): void;
  onSpeed(speed: number): void;
}

/** Run, Pause, Step, Reset; the seed and the speed. */
export function Transport(props: TransportProps): ReactNode {
  const { state, seed, speed, onRun, onPause, onResume, onStep, onReset, onSeed, onSpeed } = props;
  const { status, held } = state;
  const standing = status === 'paused' || (status === 'running' && held);
  const busy = isBusy(state);
  const seedId = useId();
  const speedId = useId();
  return (
    <form
      className={styles.transport}
      onSubmit={(event) => {
        event.preventDefault();
        if (standing) onResume();
        else if (!busy) onRun();
      }}
    >
      <div className={styles.buttons}>
        <button
          type="submit"
          className={styles.run}
          disabled={status === 'starting' || (status === 'running' && !held)}
        >
          <Sign path="M4 2.5v11l9-5.5z" />
          {standing ? 'Resume' : 'Run'}
        </button>
        <button type="button" disabled={status !== 'running' || held} onClick={onPause}>
          <Sign path="M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z" />
          Pause
        </button>
        <button type="button" disabled={status === 'starting'} onClick={onStep}>
          <Sign path="M3 2.5v11l7-5.5zM11 2.5h2.2v11H11z" />
          Step
        </button>
        <button type="button" disabled={status === 'recorded'} onClick={onReset}>
          <Sign path="M8 2a6 6 0 1 1-5.6 3.8l1.7.7A4.2 4.2 0 1 0 8 3.8V6L4 3l4-3z" />
          Reset
        </button>
      </div>
      <div className={styles.speed}>
        <label htmlFor={speedId}>Speed</label>
        <input
          id={speedId}
          type="range"
          min={0}
          max={speeds.length - 1}
          step={1}
          value={speed}
          aria-valuetext={speeds[speed]!.name}
          onChange={({ target }) => onSpeed(target.valueAsNumber)}
        />
        <span aria-hidden="true">{speeds[speed]!.name}</span>
      </div>
      <div className={styles.seed}>
        <label htmlFor={seedId}>Seed</label>
        <input
          id={seedId}
          type="number"
          min={0}
          max={4294967295}
          step={1}
          required
          value={Number.isNaN(seed) ? '' : seed}
          onChange={(event) => onSeed(event.target.valueAsNumber)}
        />
      </div>
    </form>
  );
}

function Sign({ path }: { readonly path: string }): ReactNode {
  return (
    <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
      <path d={path} fill="currentColor" />
    </svg>
  );
}
