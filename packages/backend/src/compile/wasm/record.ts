import { setTracedBackend } from '../../device/computing-backend.ts';
import { tf } from '../../tfjs.ts';
import type { Kernels } from '../../wasm/kernels.ts';
import { call } from '../replay.ts';
import { engine } from '../trace/engine-parts.ts';
import type { Captured, Graph, Value } from '../trace/graph.ts';
import { bytesOf } from '../trace/rule.ts';
import type { Block, Spot } from './blocks.ts';
import type { Tensor } from './events.ts';
import { noteKernels } from './noted-kernels.ts';
import { Recording } from './recording.ts';
import type { Signatures } from './signatures.ts';
import { Updates } from './updates.ts';

/** A graph as calls of kernels on blocks of memory. */
export interface Recorded {
  readonly recording: Recording;
  readonly inputs: readonly Block[];
  readonly live: readonly Block[];
  readonly captured: readonly { readonly tensor: Captured['tensor']; readonly block: Block }[];
  readonly constants: readonly { readonly block: Block; readonly numbers: tf.TypedArray }[];
  readonly states: readonly RecordedState[];
  readonly outputs: readonly { readonly name: string; readonly tensor: Tensor }[];
}

interface RecordedState {
  readonly variable: tf.Variable;
  readonly block: Block;
  /** Where what it holds at the end lies: in its own block, where it is only read or is changed where it lies. */
  readonly after: Spot;
  /** Whether a run changes it. */
  readonly isChanged: boolean;
}

/**
 * Calls the kernel function of each operation of a graph once, on what notes which kernels it would call in memory: so that a kernel's
 * function is the one place that tells how it is computed.
 */
export function record(graph: Graph, kernels: Kernels, signatures: Signatures): Recorded {
  const kept = new Set<string>();
  for (;;) {
    const before = kept.size;
    const recorded = attempt(graph, new Recording(kernels, signatures), kept);
    if (kept.size === before) return recorded;
  }
}

function attempt(graph: Graph, recording: Recording, kept: Set<string>): Recorded {
  const { backend, blocks } = recording;
  const home = tf.getBackend();
  const add = (from: Block['home'], value: Value): Block => blocks.add(bytesOf(value), from);
  const befores = graph.states.map(({ before }) => add('given', before));
  const updates = new Updates(recording, new Set(befores), kept);
  const takeAway = noteKernels(home, NAME, recording, updates);
  tf.registerBackend(NAME, () => backend);
  setTracedBackend(home);
  try {
    void tf.setBackend(NAME); // one that starts at once is there when this returns
    let recorded: Recorded | undefined;
    tf.tidy(() => {
      const held = new Map<Value, tf.Tensor>();
      const hold = (value: Value, dataId: object): void => {
        held.set(value, engine().makeTensorFromDataId(dataId, [...value.shape], value.dtype));
      };
      const begin = (value: Value, block: Block): Block => {
        hold(value, backend.hold({ block, offset: 0 }));
        return block;
      };
      const inputs = graph.inputs.map((value) => begin(value, add('given', value)));
      const live = graph.live.map(({ value }) => begin(value, add('kept', value)));
      const captured = graph.captured.map(({ value, tensor }) => {
        return { tensor, block: begin(value, add('given', value)) };
      });
      graph.states.forEach(({ before }, i) => begin(before, befores[i]!));
      for (const { value, numbers } of graph.constants) {
        hold(value, backend.keep(numbers, value.shape, value.dtype));
      }
      for (const operation of graph.operations) call(operation, held);
      recording.begin();
      const spotOf = (value: Value): Spot => backend.spot(held.get(value)!.dataId);
      const outputs = Object.entries(graph.outputs).map(([name, value]) => {
        return { name, tensor: { spot: spotOf(value), shape: value.shape, dtype: value.dtype } };
      });
      const states = graph.states.map(({ variable, after }, i) => {
        const [block, end] = [befores[i]!, spotOf(after)];
        return { variable, block, after: end, isChanged: end.block !== block || updates.changed.has(block) };
      });
      const constants = backend.constants();
      recorded = { recording, inputs, live, captured, constants, states, outputs };
    });
    return recorded!;
  } finally {
    void tf.setBackend(home);
    setTracedBackend(undefined);
    tf.removeBackend(NAME);
    takeAway();
  }
}

const NAME = 'thaw-recording';
