import type { SettingValues } from '../sandbox/messages.ts';
import type { LabState } from './lab-state.ts';

/** What the text around a Lab may do with it. */
export interface LabHandle {
  /** Sets controls; what is not named goes back to its declared value. */
  set(controls: { readonly settings?: SettingValues; readonly seed?: number }): void;
  /** Starts a run with what the controls say; one under way is ended. */
  run(): void;
  /** The Lab's element, to be looked at. */
  readonly element: HTMLElement | null;
}

const handles = new Map<string, LabHandle>();
const listeners = new Set<(id: string, state: LabState) => void>();

/** Makes a Lab known to the page's text by its experiment's id; returns what forgets it. */
export function register(id: string, handle: LabHandle): () => void {
  handles.set(id, handle);
  return () => void (handles.get(id) === handle && handles.delete(id));
}

/** The Lab of an experiment on this page, or the only one there is. */
export function findLab(id?: string): LabHandle | undefined {
  return id === undefined ? handles.values().next().value : handles.get(id);
}

/** The id of the only Lab on this page. */
export function onlyLab(): string | undefined {
  return handles.keys().next().value;
}

/** Tells those who listen how a run stands. */
export function announceState(id: string, state: LabState): void {
  for (const listener of listeners) listener(id, state);
}

/** Listens to every Lab of the page; returns what stops it. */
export function listen(listener: (id: string, state: LabState) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
