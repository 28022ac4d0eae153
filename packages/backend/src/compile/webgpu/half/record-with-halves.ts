import type { WebGPUBackend } from '../../../webgpu/webgpu-backend.ts';
import type { Graph } from '../../trace/graph.ts';
import { planningDevice } from '../planning-device.ts';
import { record, type Recording } from '../record.ts';
import { halfValues } from './half-values.ts';
import { storeHalves } from './store-halves.ts';

/**
 * Records a graph as `record` does, and lets what lies between its operations be stored in float16.
 *
 * @throws {TraceError} when a kernel reads what the device computes.
 */
export function recordWithHalves(graph: Graph, backend: WebGPUBackend): Recording {
  const recording = record(graph, backend, halfValues(graph));
  const { commands, halves } = storeHalves(
    recording.commands,
    recording.mayBeHalf,
    planningDevice(backend.device),
  );
  return { ...recording, commands, halves: halves.size };
}
