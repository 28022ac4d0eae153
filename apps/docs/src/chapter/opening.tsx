import type { ReactNode } from 'react';

import styles from './opening.module.css';

interface OpeningProps {
  readonly year: number;
  /** Whose result it is. */
  readonly who: string;
  /** What the chapter is about, in a few sentences. */
  readonly children: ReactNode;
}

/** How a chapter begins: when it was, whose it is, and what the problem is. */
export function Opening({ year, who, children }: OpeningProps): ReactNode {
  return (
    <div className={styles.opening}>
      <p className={styles.when}>
        <b>{year}</b> {who}
      </p>
      <div>{children}</div>
    </div>
  );
}
