import type { ReactNode } from 'react';

import styles from './wide.module.css';

/** A table or a picture that may be wider than the page: it scrolls by itself, by keys too. */
export function Wide({
  label,
  children,
}: {
  /** What it is, for who does not see it. */
  readonly label: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <div className={styles.wide} role="region" aria-label={label} tabIndex={0}>
      {children}
    </div>
  );
}
