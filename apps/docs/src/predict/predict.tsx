import { type ReactNode, useEffect, useId, useRef, useState } from 'react';

import { inWords, shortNumber } from '../lab/readout.tsx';
import { findLab, listen, onlyLab } from '../lab/registry.ts';
import type { SettingValues } from '../sandbox/messages.ts';
import { type Claim, figuresAt, holds, type Moment } from './judge.ts';
import styles from './predict.module.css';

/** An answer, and what the run must show for it to be right. */
interface Answer extends Claim {
  readonly text: string;
}

interface PredictProps extends Moment {
  readonly question: string;
  readonly answers: readonly Answer[];
  /** What the run is made with; what is not named has its declared value. */
  readonly settings?: SettingValues;
  readonly seed?: number;
  /** The id of the Lab's experiment, where a page has several. */
  readonly lab?: string;
  /** Why it came so: shown after the run. */
  readonly children: ReactNode;
}

/** The run's word on a prediction: the place of the answer that held, if any did, and the figure. */
interface Verdict {
  readonly right: number;
  readonly figure: string;
}

/** A question that the reader answers before the Lab runs; the run's own figures say who was right. */
export function Predict(props: PredictProps): ReactNode {
  const { question, answers, settings, seed, lab, step, children } = props;
  const [chosen, setChosen] = useState<number>();
  const [verdict, setVerdict] = useState<Verdict>();
  const [waiting, setWaiting] = useState(false);
  const [failed, setFailed] = useState(false);
  const stopListening = useRef<() => void>(() => undefined);
  const name = useId();
  useEffect(() => () => stopListening.current(), []);

  const run = (): void => {
    const id = lab ?? onlyLab();
    const found = findLab(id);
    if (!found) return;
    stopListening.current();
    setVerdict(undefined);
    setFailed(false);
    setWaiting(true);
    found.set({ ...(settings ? { settings } : {}), ...(seed === undefined ? {} : { seed }) });
    let started = false;
    const stop = listen((of, state) => {
      if (of !== id) return;
      started ||= state.status === 'starting';
      if (!started) return;
      const figures = figuresAt(state, step === undefined ? {} : { step });
      const lost = state.status === 'failed' || state.status === 'recorded';
      if (!figures && !lost) return;
      stop();
      setWaiting(false);
      if (!figures) return setFailed(true);
      const right = answers.findIndex((answer) => holds(answer, figures));
      const { figure } = answers[Math.max(0, right)]!;
      setVerdict({ right, figure: `${inWords(figure)} ${shortNumber(figures[figure] ?? NaN)}` });
    });
    stopListening.current = stop;
    found.run();
    found.element?.scrollIntoView({ block: 'nearest', behavior: 'auto' });
  };

  return (
    <form
      className={styles.predict}
      data-predict={verdict ? (verdict.right === chosen ? 'right' : 'wrong') : waiting ? 'waiting' : 'open'}
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <fieldset disabled={waiting}>
        <legend>
          <b>Predict, then run.</b> {question}
        </legend>
        {answers.map(({ text }, i) => (
          <label key={text} data-right={verdict?.right === i}>
            <input type="radio" name={name} checked={chosen === i} onChange={() => setChosen(i)} /> {text}
            {verdict?.right === i && ' ✓'}
          </label>
        ))}
      </fieldset>
      <button type="submit" disabled={chosen === undefined || waiting}>
        {waiting ? 'Running …' : 'Run it and see'}
      </button>
      <div role="status">
        {failed && <p>That run did not come to its end; run it again.</p>}
        {verdict && (
          <p>
            <b>{saying(verdict, chosen)}</b> The run shows {verdict.figure}.
          </p>
        )}
      </div>
      {verdict && <div className={styles.why}>{children}</div>}
    </form>
  );
}

function saying({ right }: Verdict, chosen: number | undefined): string {
  if (right < 0) return 'None of these.';
  return right === chosen ? 'You saw it coming.' : 'It came otherwise.';
}
