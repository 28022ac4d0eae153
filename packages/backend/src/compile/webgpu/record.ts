import { tf } from '../../tfjs.ts';
import type { WebGPUBackend } from '../../webgpu/webgpu-backend.ts';
import { call } from '../replay.ts';
import { engine } from '../trace/engine-parts.ts';
import type { Graph, Operation, Value } from '../trace/graph.ts';
import { changedInputs } from '../trace/operation-rules.ts';
import { sizeOf } from '../trace/rule.ts';
import type { Command } from './commands.ts';
import { callProduct } from './products.ts';
import { type RecordingDevice, recordDevice } from './recording-device.ts';
import { STORAGE, UNIFORM, type VirtualBuffer, virtualBuffer } from './virtual-buffer.ts';

/** A graph as commands to the device. A tensor without numbers has no buffer. */
export interface Recording {
  readonly commands: readonly Command[];
  /** In the order of the graph's. */
  readonly inputs: readonly (VirtualBuffer | undefined)[];
  readonly live: readonly (VirtualBuffer | undefined)[];
  readonly captured: readonly (VirtualBuffer | undefined)[];
  readonly states: readonly RecordedState[];
  readonly outputs: Readonly<Record<string, RecordedOutput>>;
  /** Where values lie that may be rounded to float16, and no others. */
  readonly mayBeHalf: ReadonlySet<VirtualBuffer>;
  /** How many lie in float16. */
  readonly halves?: number;
}

/** What the step returns under a name. */
export interface RecordedOutput {
  readonly buffer: VirtualBuffer | undefined;
  readonly shape: readonly number[];
  /** As the device's kernel has it: FloorDiv makes int32 of float32 here. */
  readonly dtype: tf.DataType;
}

/** A variable that holds numbers, as commands name it. */
interface RecordedState {
  readonly variable: tf.Variable;
  /** Whether the step changes it. */
  readonly changed: boolean;
  /** Where it lies as the step begins. */
  readonly before: VirtualBuffer;
  /** Where its new numbers lie as the step ends; the same where they were changed in place. */
  readonly after: VirtualBuffer;
}

/**
 * Goes through a graph once by the device's own kernels, and notes what they dispatch; nothing is computed, and variables keep their
 * numbers. So whatever a kernel decides in JavaScript is decided here once, and a run of the commands needs none of it.
 *
 * @param halves values that may be rounded to float16. @defaultValue none
 * @throws {TraceError} when a kernel reads what the device computes.
 */
export function record(graph: Graph, backend: WebGPUBackend, halves?: ReadonlySet<Value>): Recording {
  const device = recordDevice(backend);
  try {
    let recording: Recording;
    tf.tidy(() => void (recording = recordWith(graph, backend, device, halves)));
    return recording!;
  } finally {
    device.stop();
  }
}

function recordWith(
  graph: Graph,
  backend: WebGPUBackend,
  device: RecordingDevice,
  halves?: ReadonlySet<Value>,
): Recording {
  const held = new Map<Value, tf.Tensor>();
  const name = (value: Value, usage = STORAGE): VirtualBuffer | undefined => {
    const buffer = sizeOf(value.shape) > 0 ? virtualBuffer(4 * sizeOf(value.shape), usage) : undefined;
    held.set(value, tensorIn(backend, value, buffer));
    return buffer;
  };
  const inputs = graph.inputs.map((value) => name(value));
  const live = graph.live.map(({ value }) => name(value, STORAGE | UNIFORM));
  const captured = graph.captured.map(({ value }) => name(value));
  const before = graph.states.map((state) => name(state.before));
  for (const { value, numbers } of graph.constants) {
    held.set(value, tf.tensor(numbers, [...value.shape], value.dtype));
  }
  const last = lastUses(graph);
  /** What operations make, by where it lies: a reshape lies where its input does. */
  const lying = new Map<VirtualBuffer, Value[]>();
  const resourceOf = (dataId: object): VirtualBuffer | null | undefined =>
    backend.tensorMap.get(dataId).resource as VirtualBuffer | null | undefined;
  const kept = keptValues(graph);
  // What is needed as it was keeps its numbers: an update does not change in place what another tensor shares.
  for (const { before: value, after } of graph.states) {
    if (after !== value && kept.has(value)) held.get(value)!.clone();
  }
  for (const [i, operation] of graph.operations.entries()) {
    device.operation = operation.kernel;
    if (!callProduct(operation, held, backend)) call(operation, held);
    tellApart(operation, held, last);
    for (const value of halves ? operation.outputs : []) {
      const buffer = resourceOf(held.get(value)!.dataId);
      if (buffer) lying.set(buffer, [...(lying.get(buffer) ?? []), value]);
    }
    for (const value of usedBy(operation)) if (last.get(value) === i) held.get(value)?.dispose();
  }
  device.operation = 'the step';
  const bufferOf = (value: Value): VirtualBuffer | undefined => {
    if (sizeOf(value.shape) === 0) return undefined;
    const { dataId } = held.get(value)!;
    backend.uploadToGPU(dataId);
    return resourceOf(dataId)!;
  };
  const given = new Set([...inputs, ...live, ...captured, ...before]);
  const mayBeHalf = [...lying].filter(
    ([buffer, values]) =>
      !given.has(buffer) && buffer.contents === undefined && values.every((value) => halves!.has(value)),
  );
  return {
    mayBeHalf: new Set(mayBeHalf.map(([buffer]) => buffer)),
    commands: device.commands,
    inputs,
    live,
    captured,
    states: graph.states.flatMap(({ variable, after, ...state }, i): RecordedState[] => {
      const changed = after !== state.before;
      return before[i] ? [{ variable, changed, before: before[i], after: bufferOf(after)! }] : [];
    }),
    outputs: Object.fromEntries(
      Object.entries(graph.outputs).map(([key, value]) => {
        const { shape, dtype } = held.get(value)!;
        return [key, { buffer: bufferOf(value), shape, dtype }];
      }),
    ),
  };
}

/**
 * A kernel may return what it was given, and an update what it changed: freed each by itself, the two must be two. A variable that is
 * changed where it lies is never freed, and stays one.
 */
function tellApart(
  { kernel, inputs, outputs }: Operation,
  held: Map<Value, tf.Tensor>,
  last: ReadonlyMap<Value, number>,
): void {
  const isUpdate = changedInputs(kernel, inputs).length > 0;
  const given = new Map(Object.values(inputs).map((value) => [held.get(value)!, value]));
  for (const value of outputs) {
    const tensor = held.get(value)!;
    const twin = given.get(tensor);
    if (twin && (!isUpdate || last.has(twin))) held.set(value, tensor.clone());
  }
}

const usedBy = ({ inputs, outputs }: Operation): Value[] => [...Object.values(inputs), ...outputs];

/** The values that are needed when all operations are done. */
function keptValues({ outputs, states }: Graph): Set<Value> {
  const changed = states.filter(({ before, after }) => before !== after);
  return new Set([...Object.values(outputs), ...changed.map(({ after }) => after)]);
}

/** Of each value the operation after which it may be freed. Variables stay. */
function lastUses(graph: Graph): Map<Value, number> {
  const last = new Map<Value, number>();
  for (const [i, operation] of graph.operations.entries()) {
    for (const value of usedBy(operation)) last.set(value, i);
  }
  for (const value of keptValues(graph)) last.delete(value);
  for (const { before, after } of graph.states) for (const value of [before, after]) last.delete(value);
  return last;
}

function tensorIn(
  backend: WebGPUBackend,
  { shape, dtype }: Value,
  buffer: VirtualBuffer | undefined,
): tf.Tensor {
  const { dataId } = backend.makeTensorInfo([...shape], dtype, buffer ? undefined : new Float32Array(0));
  if (buffer) backend.tensorMap.get(dataId).resource = buffer;
  return engine().makeTensorFromDataId(dataId, [...shape], dtype);
}
