import { buildKernel, definitionOf } from '../../../webgpu/build-kernel.ts';
import type { Command, DispatchCommand } from '../commands.ts';
import type { PlanningDevice } from '../planning-device.ts';
import { type VirtualBuffer, virtualBuffer } from '../virtual-buffer.ts';
import { canHoldHalves, halfKernel } from './half-kernel.ts';

/**
 * Lets buffers hold float16 where every command that names them can: dispatches of kernels of our own, which are built anew for it. A buffer that a
 * kernel of TensorFlow.js reads or writes, or that is copied, stays as it is.
 *
 * @param wished buffers whose numbers may be rounded.
 * @param native whether kernels have f16; else they take two halves to a word.
 * @returns the commands, and by buffer the one of half the size that they name instead.
 */
export function storeHalves(
  commands: readonly Command[],
  wished: ReadonlySet<VirtualBuffer>,
  device: PlanningDevice,
  native: boolean = device.features.has('shader-f16'),
): { readonly commands: Command[]; readonly halves: ReadonlyMap<VirtualBuffer, VirtualBuffer> } {
  const able = new Set(wished);
  for (const command of commands) for (const buffer of thoseThatCannot(command, able)) able.delete(buffer);
  const halves = new Map([...able].map((buffer) => [buffer, halved(buffer)]));
  return { commands: commands.map((command) => inHalves(command, halves, device, native)), halves };
}

/** Half the bytes, in whole words. */
const halved = ({ size, usage }: VirtualBuffer): VirtualBuffer =>
  virtualBuffer(Math.ceil(size / 8) * 4, usage);

function thoseThatCannot(command: Command, among: ReadonlySet<VirtualBuffer>): VirtualBuffer[] {
  if (command.kind === 'copy') return [command.from, command.to];
  const definition = definitionOf(command.layout);
  const names = tensorsOf(command);
  return command.bindings.flatMap(({ buffer }, i) => {
    const can = !among.has(buffer) || (definition && names[i] && canHoldHalves(definition, names[i]));
    return can ? [] : [buffer];
  });
}

/** The names that the kernel has for the first of its bindings; those of small tensors and numbers come after. */
function tensorsOf({ layout }: DispatchCommand): string[] {
  const { reads = {}, writes = {} } = definitionOf(layout) ?? {};
  return Object.keys({ ...reads, ...writes });
}

function inHalves(
  command: Command,
  halves: ReadonlyMap<VirtualBuffer, VirtualBuffer>,
  device: PlanningDevice,
  native: boolean,
): Command {
  if (command.kind === 'copy') return command;
  const names = tensorsOf(command).filter((_, i) => halves.has(command.bindings[i]!.buffer));
  if (names.length === 0) return command;
  const bindings = command.bindings.map(({ buffer, written }) => ({
    buffer: halves.get(buffer) ?? buffer,
    written,
  }));
  return { ...command, ...build(command.layout, names, device, native), bindings };
}

type Built = Pick<DispatchCommand, 'pipeline' | 'layout'>;

/** By the layout of the kernel in float32, and which of its tensors are halves. */
const built = /* @__PURE__ */ new WeakMap<GPUBindGroupLayout, Map<string, Built>>();

function build(
  layout: GPUBindGroupLayout,
  names: readonly string[],
  device: PlanningDevice,
  native: boolean,
): Built {
  const known = built.get(layout) ?? new Map<string, Built>();
  built.set(layout, known);
  const key = [native, ...names].join(' ');
  const kernel =
    known.get(key) ??
    (buildKernel(device, halfKernel(definitionOf(layout)!, names, native)) as unknown as Built);
  known.set(key, kernel);
  return kernel;
}
