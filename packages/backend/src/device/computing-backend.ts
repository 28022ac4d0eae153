import { tf } from '../tfjs.ts';

let traced: string | undefined;

/**
 * The name of the backend that computes, or while a step is traced, of that for which it is: what decides by the device's kernels asks
 * here, so that a trace is of the step that would run.
 */
export function computingBackend(): string {
  return traced ?? tf.getBackend();
}

/** Says for which backend a step is being traced; undefined when it is no longer. */
export function setTracedBackend(name: string | undefined): void {
  traced = name;
}
