import { definitionOf } from '../../webgpu/build-kernel.ts';
import { type Command, type DispatchCommand, readBy, writtenBy } from './commands.ts';
import { joinKernels, sharedBytes } from './joined-kernel.ts';
import type { PlannedPipeline } from './planned-pipeline.ts';
import type { PlanningDevice } from './planning-device.ts';
import { noteWrite, UNIFORM, type VirtualBuffer, virtualBuffer } from './virtual-buffer.ts';

/** How far back a dispatch is moved to stand beside another: what it makes is held for longer. */
const BACK = 8;

/** Kernels in one dispatch at most. */
const MOST = 10;

/**
 * Puts dispatches that do not wait for each other into one, as far as their kernels are ours and the device binds their tensors at once:
 * the products for queries, keys and values, or the gradients in a layer's input, kernel and bias.
 */
export function joinDispatches(commands: readonly Command[], device: PlanningDevice): Command[] {
  const steps: Command[][] = [];
  for (const command of commands) {
    let earliest = steps.length;
    while (
      earliest > Math.max(0, steps.length - BACK) &&
      steps[earliest - 1]!.every((other) => !meet(other, command))
    ) {
      earliest--;
    }
    const fitting = steps.findIndex((step, i) => i >= earliest && fits(step, command, device));
    if (fitting === -1) steps.push([command]);
    else steps[fitting]!.push(command);
  }
  return steps.map((step) => (step.length === 1 ? step[0]! : joined(step as DispatchCommand[], device)));
}

/** Whether one must be done before the other. */
function meet(a: Command, b: Command): boolean {
  const [writtenByA, writtenByB] = [new Set(writtenBy(a)), new Set(writtenBy(b))];
  return (
    readBy(b).some((buffer) => writtenByA.has(buffer)) ||
    readBy(a).some((buffer) => writtenByB.has(buffer)) ||
    writtenBy(b).some((buffer) => writtenByA.has(buffer))
  );
}

function fits(step: readonly Command[], command: Command, device: PlanningDevice): boolean {
  if (step.length >= MOST) return false;
  const all = [...step, command];
  const definitions = all.map((one) => (one.kind === 'dispatch' ? definitionOf(one.layout) : undefined));
  const [first] = definitions;
  const alike = definitions.every(
    (definition) =>
      definition &&
      !definition.small &&
      (definition.enables ?? []).every((extension) => extension === 'f16') &&
      (definition.workgroupSize ?? 64) === (first!.workgroupSize ?? 64),
  );
  if (!alike || step.some((other) => meet(other, command))) return false;
  const dispatches = all as DispatchCommand[];
  const { maxStorageBuffersPerShaderStage: most } = device.limits;
  if (new Set(dispatches.flatMap(tensorsOf)).size > most) return false;
  const codes = dispatches.map(({ layout }) => definitionOf(layout)!.wgsl);
  return sharedBytes(codes) <= device.limits.maxComputeWorkgroupStorageSize && isOneType(dispatches);
}

/** The buffers of its tensors: the last of what it binds are its numbers. */
const tensorsOf = ({ bindings }: DispatchCommand): VirtualBuffer[] =>
  bindings.slice(0, -1).map(({ buffer }) => buffer);

/** Whether each buffer is an array of the same to all of them. */
function isOneType(dispatches: readonly DispatchCommand[]): boolean {
  const types = new Map<VirtualBuffer, string>();
  return dispatches.every((dispatch) => {
    const { reads, writes } = definitionOf(dispatch.layout)!;
    const elements = Object.values({ ...reads, ...writes }) as string[];
    return tensorsOf(dispatch).every((buffer, i) => {
      const known = types.get(buffer);
      types.set(buffer, elements[i]!);
      return known === undefined || known === elements[i];
    });
  });
}

function joined(dispatches: readonly DispatchCommand[], device: PlanningDevice): DispatchCommand {
  const buffers = [...new Set(dispatches.flatMap(tensorsOf))];
  const changed = new Set(dispatches.flatMap(writtenBy));
  const written = buffers.map((buffer) => changed.has(buffer));
  const parts = dispatches.map((dispatch) => ({
    definition: definitionOf(dispatch.layout)!,
    tensors: tensorsOf(dispatch).map((buffer) => buffers.indexOf(buffer)),
  }));
  const { pipeline, layout } = build(joinKernels(parts, written), written, device);
  const numbers = dispatches.map(({ bindings }) => bindings.at(-1)!.buffer.contents!);
  const workgroups = numbers.reduce((sum, contents) => sum + new Uint32Array(contents)[0]!, 0);
  const columns = Math.min(workgroups, device.limits.maxComputeWorkgroupsPerDimension);
  const bindings = buffers.map((buffer, i) => ({ buffer, written: written[i]! }));
  return {
    kind: 'dispatch',
    operation: dispatches.map(({ operation }) => operation).join(' + '),
    pipeline,
    layout,
    bindings: [...bindings, { buffer: concatenated(numbers), written: false }],
    grid: [columns, Math.ceil(workgroups / columns), 1],
  };
}

function concatenated(parts: readonly ArrayBuffer[]): VirtualBuffer {
  const bytes = parts.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const all = virtualBuffer(bytes, UNIFORM);
  let offset = 0;
  for (const part of parts) {
    noteWrite(all, offset, part);
    offset += part.byteLength;
  }
  return all;
}

interface Built {
  readonly pipeline: PlannedPipeline;
  readonly layout: GPUBindGroupLayout;
}

/** By their code: the same blocks of a model share one. */
const built = /* @__PURE__ */ new WeakMap<PlanningDevice, Map<string, Built>>();

function build(code: string, written: readonly boolean[], device: PlanningDevice): Built {
  const known = built.get(device) ?? new Map<string, Built>();
  built.set(device, known);
  const kept = known.get(code);
  if (kept) return kept;
  const types = written.map((isWritten) => (isWritten ? 'storage' : 'read-only-storage'));
  const entries = [...types, 'uniform' as const].map((type, binding): GPUBindGroupLayoutEntry => {
    return { binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } };
  });
  const layout = device.createBindGroupLayout({ entries, label: 'joined' });
  const pipeline = device.createComputePipeline({
    label: 'joined',
    layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
    compute: { module: device.createShaderModule({ code, label: 'joined' }), entryPoint: 'start' },
  }) as unknown as PlannedPipeline;
  const found = { pipeline, layout };
  known.set(code, found);
  return found;
}
