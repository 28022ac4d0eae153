import type { Picture } from '@thaw/experiments/picture';
import { createContext, useContext } from 'react';

/** What stands inside a Lab, such as a pad to draw on, may ask of it. */
export interface LabContextValue {
  /** Whether there is a model that can be asked. */
  readonly canAnswer: boolean;
  readonly answer: Picture | undefined;
  ask(data: readonly number[], shape: readonly number[]): void;
}

export const LabContext = createContext<LabContextValue | undefined>(undefined);

/** The Lab around a component. */
export function useSurroundingLab(): LabContextValue {
  const lab = useContext(LabContext);
  if (!lab) throw new Error('This stands outside a Lab; put it between <Lab> and </Lab>.');
  return lab;
}
