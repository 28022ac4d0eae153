import type { DeviceName } from '@thaw/core';
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';

import type { Chapter } from './chapter.ts';
import { Code } from './code.tsx';
import { LabContext } from './lab-context.ts';
import styles from './lab.module.css';
import { announce, LabResult } from './lab-result.tsx';
import { Pictures } from './pictures.tsx';
import { Readout } from './readout.tsx';
import { announceState, register } from './registry.ts';
import { Settings } from './settings.tsx';
import { Share } from './share.tsx';
import { speeds, Transport } from './transport.tsx';
import { useControls } from './use-controls.ts';
import { useRun } from './use-run.ts';

interface LabProps {
  /** `import xor from '@site/recorded/xor.json?lab'` */
  readonly of: Chapter;
  /** A place in the list of speeds, 0 the slowest, 4 as fast as it goes. @defaultValue 4 */
  readonly speed?: number;
  /** What stands between the pictures and the code, such as a pad to draw on. */
  readonly children?: ReactNode;
}

/** An experiment that the reader runs, changes and runs again, on the reader's own machine. */
export function Lab({ of: chapter, speed: firstSpeed = speeds.length - 1, children }: LabProps): ReactNode {
  const run = useRun(chapter);
  const controls = useControls(chapter);
  const [speed, setSpeed] = useState(firstSpeed);
  const [device, setDevice] = useState<DeviceName | 'best'>('best');
  const [stopWhenSolved, setStopWhenSolved] = useState(false);
  const element = useRef<HTMLElement>(null);
  const deviceId = useId();
  const { state } = run;
  const { id, title, year } = chapter;

  const start = (paused: boolean): void => {
    run.setPace(speeds[speed]!.milliseconds);
    const { seed, settings, code } = controls;
    const chosen = device === 'best' ? undefined : device;
    run.start(code, { seed, settings, stopWhenSolved, device: chosen }, paused);
  };
  // The text around calls what the newest rendering would do.
  const newest = useRef(start);
  newest.current = start;
  const set = controls.set;
  useEffect(
    () =>
      register(id, {
        set,
        run: () => setTimeout(() => newest.current(false)), // once what was set is rendered
        get element() {
          return element.current;
        },
      }),
    [id, set],
  );
  useEffect(() => {
    announceState(id, state);
    element.current?.dispatchEvent(new CustomEvent('thaw-lab', { detail: state })); // for whoever measures
  }, [id, state]);

  const { answer, status } = state;
  const ask = run.ask;
  const surrounding = useMemo(
    () => ({ canAnswer: state.points.length > 0 && status !== 'recorded', answer, ask }),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- `ask` speaks to whatever runs now
    [state.points.length > 0, status, answer],
  );

  return (
    <section
      ref={element}
      className={styles.lab}
      aria-label={`Lab: ${title}`}
      data-experiment={id}
      data-status={status}
      onPointerEnter={run.prepare}
      onFocus={run.prepare}
    >
      <header className={styles.header}>
        <strong>Lab</strong>
        <span>
          {title} <small>({year})</small>
        </span>
      </header>
      <Transport
        state={state}
        seed={controls.seed}
        speed={speed}
        onRun={() => start(false)}
        onPause={run.pause}
        onResume={run.resume}
        onStep={() => (status === 'running' || status === 'paused' ? run.step() : start(true))}
        onReset={run.reset}
        onSeed={controls.setSeed}
        onSpeed={(place) => {
          setSpeed(place);
          run.setPace(speeds[place]!.milliseconds);
        }}
      />
      <Settings settings={chapter.settings} values={controls.settings} onChange={controls.setSetting} />
      {chapter.solvedWhen && (
        <label className={styles.solved}>
          <input
            type="checkbox"
            checked={stopWhenSolved}
            onChange={({ target }) => setStopWhenSolved(target.checked)}
          />
          <span>
            Stop when solved <small>({chapter.solvedWhen})</small>
          </span>
        </label>
      )}
      <p
        className={styles.announcement}
        data-failed={status === 'failed' || status === 'diverged'}
        role="status"
      >
        {announce(state)}
      </p>
      <Readout state={state} />
      <Pictures state={state} drawings={chapter.drawings} />
      <LabContext.Provider value={surrounding}>{children}</LabContext.Provider>
      <LabResult state={state} asDeclared={controls.asDeclared} />
      {controls.linked && (
        <p className={styles.linked} role="note">
          This code came with the link that you followed, not from Thaw. Read it before you press Run; it runs
          in a sandbox, without access to this page, to storage or to the network.
        </p>
      )}
      <div className={styles.codeHeader}>
        <span>
          experiments/{id}.ts{controls.edited && <em> changed</em>}
        </span>
        <span className={styles.device}>
          <label htmlFor={deviceId}>Device</label>
          <select
            id={deviceId}
            value={device}
            onChange={({ target }) => setDevice(target.value as DeviceName | 'best')}
          >
            <option value="best">the best there is</option>
            <option value="webgpu">webgpu</option>
            <option value="wasm">wasm</option>
            <option value="cpu">cpu</option>
          </select>
        </span>
        <button type="button" disabled={!controls.edited} onClick={controls.restoreCode}>
          Restore
        </button>
        <Share permalink={controls.permalink} />
      </div>
      <Code
        file={`experiments/${id}.ts`}
        code={controls.code}
        line={state.failure?.line}
        onChange={controls.setCode}
      />
    </section>
  );
}
