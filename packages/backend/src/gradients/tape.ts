import { DeviceError } from '../device/device.ts';
import { tf } from '../tfjs.ts';

/** What TensorFlow.js records of an operation on the way forward. */
export type TapeNode = NonNullable<ReturnType<typeof tf.engine>['state']['activeTape']>[number];

/** What of the engine of TensorFlow.js 4.22 our own way back through a tape relies on; some of it is private there. */
interface TapeEngine {
  startTape(): void;
  endTape(): void;
  /** Keeps copies of what a gradient will need. */
  saveTensorsForBackwardMode(tensors: readonly tf.Tensor[]): tf.Tensor[];
  makeTensorFromTensorInfo(info: tf.TensorInfo, backend: object): tf.Tensor;
  readonly state: {
    activeTape: TapeNode[] | null;
    readonly gradientDepth: number;
    readonly activeScope: { readonly id: number };
    readonly tensorInfo: WeakMap<object, { readonly backend: { incRef(dataId: object): void } }>;
  };
}

const functions = ['startTape', 'endTape', 'saveTensorsForBackwardMode', 'makeTensorFromTensorInfo'] as const;

/**
 * Asserts that the engine records as version 4.22.0 does.
 *
 * @throws {DeviceError} that names the field missing, the version wanted and found, and what to do.
 */
export function requireTape(engine: object = tf.engine(), version: string = tf.version_core): void {
  const found = engine as TapeEngine;
  let missing: string | undefined;
  for (const name of functions) if (typeof found[name] !== 'function') missing ??= `${name}()`;
  if (typeof found.state?.gradientDepth !== 'number') missing ??= 'state.gradientDepth';
  if (typeof found.state?.tensorInfo?.get !== 'function') missing ??= 'state.tensorInfo';
  if (missing === undefined) return;
  throw new DeviceError(
    `The engine of TensorFlow.js has no ${missing}, by which Thaw computes gradients: it belongs to version 4.22.0, and this is ${version}. Install @tensorflow/tfjs@4.22.0.`,
  );
}

/** The engine, of which `requireTape` was asked when the device was chosen. */
export function tapeEngine(): TapeEngine {
  return tf.engine() as unknown as TapeEngine;
}

/** Another tensor of the same numbers, as `x.clone()`, but recorded on no tape. */
export function share(x: tf.Tensor): tf.Tensor {
  const engine = tapeEngine();
  const { backend } = engine.state.tensorInfo.get(x.dataId)!;
  backend.incRef(x.dataId);
  return engine.makeTensorFromTensorInfo({ dataId: x.dataId, shape: x.shape, dtype: x.dtype }, backend);
}

/** The operations of a computation in their order, and for what they saved whose numbers it has, by the tensors' ids. */
export interface Tape {
  readonly nodes: TapeNode[];
  readonly savedOf: ReadonlyMap<number, number>;
}

/**
 * Computes and records.
 *
 * What an operation saves is shared and not cloned by an operation of its own, as TensorFlow.js does: for that is recorded too, and is
 * nearly half of a tape. Within a gradient of the program's own, which is recorded itself, all is as there.
 */
export function record<T>(compute: () => T, tape: { nodes: TapeNode[]; savedOf: Map<number, number> }): T {
  const engine = tapeEngine();
  const { state } = engine;
  const stock = engine.saveTensorsForBackwardMode;
  engine.startTape();
  engine.saveTensorsForBackwardMode = (tensors) => {
    if (state.gradientDepth > 1) return stock.call(engine, tensors);
    return tensors.map((tensor) => {
      const saved = tf.keep(share(tensor));
      tape.savedOf.set(saved.id, tensor.id);
      return saved;
    });
  };
  try {
    return compute();
  } finally {
    engine.saveTensorsForBackwardMode = stock;
    engine.endTape();
    tape.nodes = state.activeTape!;
    state.activeTape = null; // a gradient within the way back begins its own
  }
}
