import type { MouseEvent, ReactNode } from 'react';

import type { SettingValues } from '../sandbox/messages.ts';
import { findLab } from './registry.ts';

interface LabLinkProps {
  /** The id of the Lab's experiment, where a page has several. */
  readonly lab?: string;
  readonly settings?: SettingValues;
  readonly seed?: number;
  /** Whether it also runs. @defaultValue false */
  readonly run?: boolean;
  readonly children: ReactNode;
}

/** A link in the text that sets the Lab's controls and brings it into sight. */
export function LabLink({ lab, settings, seed, run = false, children }: LabLinkProps): ReactNode {
  const follow = (event: MouseEvent): void => {
    event.preventDefault();
    const found = findLab(lab);
    if (!found) return;
    found.set({ ...(settings ? { settings } : {}), ...(seed === undefined ? {} : { seed }) });
    found.element?.scrollIntoView({ block: 'start', behavior: 'auto' });
    found.element?.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
    if (run) found.run();
  };
  return (
    <button type="button" className="thaw-lab-link" onClick={follow}>
      {children}
    </button>
  );
}
