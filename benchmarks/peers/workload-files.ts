import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Workload } from '../steps/workload.ts';

/** Numbers on the host with their shape. */
export interface Stored {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** One batch on the host. Ids and labels are whole numbers. */
export interface HostBatch {
  readonly input: Float32Array | Int32Array;
  readonly target: Int32Array;
}

/** Adam's settings, as in `../steps/workload.ts`. */
export interface AdamSettings {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** What every peer reads before its first step. */
export interface WorkloadFiles {
  readonly workload: Workload;
  readonly adam: AdamSettings;
  /** The initial weights by the names of Thaw's model, which made them. */
  readonly weights: ReadonlyMap<string, Stored>;
  /** How long each axis of a batch's input is. */
  readonly inputShape: readonly number[];
  readonly batches: readonly HostBatch[];
}

/** Reads `workload.json`, `weights.safetensors` and `batches.safetensors` of a folder. */
export function readWorkload(folder: string): WorkloadFiles {
  const { workload, adam } = JSON.parse(readFileSync(join(folder, 'workload.json'), 'utf8')) as {
    workload: Workload;
    adam: AdamSettings;
  };
  const weights = readStored(join(folder, 'weights.safetensors'));
  const stored = readStored(join(folder, 'batches.safetensors'));
  const { shape, data } = stored.get('inputs')!;
  const [count, ...inputShape] = shape as [number, ...number[]];
  const inputs = workload.kind === 'lstm' || workload.kind === 'gpt' ? Int32Array.from(data) : data;
  const targets = Int32Array.from(stored.get('targets')!.data);
  const part = <Values extends Float32Array | Int32Array>(values: Values, i: number): Values =>
    values.slice((i * values.length) / count, ((i + 1) * values.length) / count) as Values;
  const batches = Array.from({ length: count }, (_, i) => ({
    input: part(inputs, i),
    target: part(targets, i),
  }));
  return { workload, adam, weights, inputShape, batches };
}

/** [batch, time] → [time, batch], for those who are faster with the time first; the loss is the same mean. */
export function timeFirst(values: Int32Array, batch: number): Int32Array {
  const time = values.length / batch;
  return Int32Array.from({ length: values.length }, (_, i) => {
    return values[(i % batch) * time + Math.floor(i / batch)]!;
  });
}

/** The float32 tensors of a safetensors file: length of the header, header, numbers. */
function readStored(path: string): Map<string, Stored> {
  const bytes = readFileSync(path);
  const headerEnd = 8 + Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString('utf8', 8, headerEnd)) as Record<
    string,
    { shape: number[]; data_offsets: [number, number] }
  >;
  return new Map(
    Object.entries(header).map(
      ([
        name,
        {
          shape,
          data_offsets: [begin, end],
        },
      ]) => {
        const own = new Uint8Array(bytes.subarray(headerEnd + begin, headerEnd + end));
        return [name, { shape, data: new Float32Array(own.buffer) }];
      },
    ),
  );
}
