import type { ReactNode } from 'react';

import styles from './lab.module.css';
import type { LabState } from './lab-state.ts';

/** Where the run stands, in numbers: step, loss, what else is known, tensors alive. */
export function Readout({ state }: { readonly state: LabState }): ReactNode {
  const { points, steps, figures, memory, status, arrived } = state;
  const last = points.at(-1);
  const parts = new Set(points.map(({ part }) => part)).size;
  const progress = status === 'starting' ? arrived : last && steps > 0 ? last.step / steps : 0;
  return (
    <>
      <div
        className={styles.progress}
        role="progressbar"
        aria-label={status === 'starting' ? 'Runtime loaded' : 'Steps taken'}
        aria-valuenow={Math.round(100 * Math.min(1, progress))}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <div style={{ inlineSize: `${100 * Math.min(1, progress)}%` }} data-loading={status === 'starting'} />
      </div>
      <dl className={styles.readout}>
        <Figure name="step">
          <span data-step={last?.step ?? 0}>{last?.step ?? 0}</span>
          <small> of {steps || '…'}</small>
          {parts > 1 && last && <small> · {last.part}</small>}
        </Figure>
        <Figure name="loss">
          <span data-loss={last?.loss}>{last ? shortNumber(last.loss) : '…'}</span>
        </Figure>
        {Object.entries(figures)
          .slice(0, 4)
          .map(([name, value]) => (
            <Figure key={name} name={inWords(name)}>
              {shortNumber(value)}
            </Figure>
          ))}
        {memory && (
          <Figure name="tensors alive">
            <span data-tensors={memory.tensors}>{memory.tensors}</span>
            <small> · {kilobytes(memory.bytes)}</small>
          </Figure>
        )}
      </dl>
    </>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** `largestError` as `largest error`. */
export function inWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A figure for reading: four digits, and small ones by their power of ten. */
export function shortNumber(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) < 1e-3 ? value.toExponential(1) : value.toFixed(Math.abs(value) < 100 ? 4 : 1);
}

function kilobytes(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
