import { DeviceError } from '../device/device.ts';
import { tf } from '../tfjs.ts';

/** What TensorFlow.js records of an operation on the way forward. */
export type TapeNode = NonNullable<ReturnType<typeof tf.engine>['state']['activeTape']>[number];

/** What of the engine of TensorFlow.js 4.22 our own way back through a tape relies on; some of it is private there. */
interface TapeEngine {
  startTape(): void;
  endTape(): void;
  readonly state: {
    activeTape: TapeNode[] | null;
    readonly gradientDepth: number;
    readonly activeScope: { readonly id: number };
  };
}

/**
 * The engine, which must record as version 4.22.0 does.
 *
 * @throws {DeviceError} that names the field missing, the version wanted and found, and what to do.
 */
export function tapeEngine(engine: object = tf.engine(), version: string = tf.version_core): TapeEngine {
  const found = engine as TapeEngine;
  const missing =
    typeof found.startTape !== 'function'
      ? 'startTape()'
      : typeof found.endTape !== 'function'
        ? 'endTape()'
        : typeof found.state?.gradientDepth !== 'number'
          ? 'state.gradientDepth'
          : undefined;
  if (missing === undefined) return found;
  throw new DeviceError(
    `The engine of TensorFlow.js has no ${missing}, by which Thaw computes gradients: it belongs to version 4.22.0, and this is ${version}. Install @tensorflow/tfjs@4.22.0.`,
  );
}
