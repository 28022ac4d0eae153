import { type ReactNode, useId, useMemo, useState } from 'react';

import { DrawnPicture } from './drawn-picture.tsx';
import type { ExperimentId } from './experiments.ts';
import styles from './lab.module.css';
import { lossCurves } from './lab-state.ts';
import { announce, LabResult } from './lab-result.tsx';
import { useLab } from './use-lab.ts';

/** An experiment that the reader runs in the page, on the reader's own machine. */
export function Lab({ experiment }: { readonly experiment: ExperimentId }): ReactNode {
  const { state, run, pause, resume, stop, setSlow } = useLab(experiment);
  const { status, points, steps, picture, outcome } = state;
  const [seed, setSeed] = useState(1);
  const [slow, rememberSlow] = useState(false);
  const seedId = useId();
  const busy = status === 'starting' || status === 'running' || status === 'paused';
  const last = points.at(-1);
  const curves = useMemo(() => lossCurves(points), [points]);

  return (
    <section className={styles.lab} aria-label="Lab" data-experiment={experiment} data-status={status}>
      <header className={styles.header}>
        <strong>Lab</strong>
        <span>{state.title ?? 'The experiment of this page, run by you'}</span>
      </header>
      <form
        className={styles.controls}
        onSubmit={(event) => {
          event.preventDefault();
          run(seed, slow);
        }}
      >
        <label htmlFor={seedId}>Seed</label>
        <input
          id={seedId}
          type="number"
          min={0}
          max={4294967295}
          step={1}
          required
          value={Number.isNaN(seed) ? '' : seed}
          disabled={busy}
          onChange={(event) => setSeed(event.target.valueAsNumber)}
        />
        <button type="submit" className="button button--primary" disabled={busy}>
          {outcome || status === 'stopped' ? 'Run again' : 'Run'}
        </button>
        <button
          type="button"
          className="button button--secondary"
          disabled={status !== 'running' && status !== 'paused'}
          onClick={status === 'paused' ? resume : pause}
        >
          {status === 'paused' ? 'Resume' : 'Pause'}
        </button>
        <button type="button" className="button button--secondary" disabled={!busy} onClick={stop}>
          Stop
        </button>
        <label className={styles.pace}>
          <input
            type="checkbox"
            checked={slow}
            onChange={({ target }) => {
              rememberSlow(target.checked);
              setSlow(target.checked);
            }}
          />
          Slow motion
        </label>
      </form>
      <p className={styles.announcement} aria-live="polite" role="status">
        {announce(state)}
      </p>
      {last && (
        <>
          <p className={styles.progress}>
            <progress max={steps} value={last.step} aria-label="Steps taken" />
            <span>
              step <b data-step>{last.step}</b> of {steps}, loss <b data-loss>{shortNumber(last.loss)}</b>
            </span>
          </p>
          <div className={styles.pictures}>
            {outcome ? (
              outcome.pictures.map((each) => <DrawnPicture key={each.title} picture={each} />)
            ) : (
              <>
                <DrawnPicture key="loss" picture={curves} />
                {picture && <DrawnPicture key={picture.title} picture={picture} />}
              </>
            )}
          </div>
        </>
      )}
      <LabResult state={state} />
    </section>
  );
}

function shortNumber(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(1) : value.toFixed(4);
}
