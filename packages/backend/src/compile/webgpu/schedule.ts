import { type Command, type CopyCommand, readBy, writtenBy } from './commands.ts';
import { hoist } from './hoist.ts';
import { joinDispatches } from './join-dispatches.ts';
import type { Wanted } from './places.ts';
import type { PlanningDevice } from './planning-device.ts';
import { prune } from './prune.ts';
import type { Recording } from './record.ts';
import { livesOf } from './share-buffers.ts';
import { changeStates } from './state-buffers.ts';
import { type VirtualBuffer, virtualBuffer } from './virtual-buffer.ts';

/** What a program does, and which buffers that takes. */
export interface Schedule {
  readonly once: readonly Command[];
  readonly each: readonly Command[];
  readonly wanted: Wanted;
  /** By name the buffer of an output, which is a new one in each run. */
  readonly outputs: Readonly<Record<string, VirtualBuffer | undefined>>;
}

/** Orders what was recorded: what is done once, what in each run, and which buffers live for how long. */
export function schedule(recording: Recording, device: PlanningDevice): Schedule {
  const { inPlace, copies } = changeStates(recording);
  const outer = new Set(
    [...recording.inputs, ...recording.live, ...recording.captured].filter((buffer) => buffer !== undefined),
  );
  for (const { before } of recording.states) outer.add(before);
  const commands = recording.commands.map((command) => renamed(command, inPlace));
  const written = new Set(commands.flatMap(writtenBy));

  // An output that is something else besides gets a copy, in a buffer of its own.
  const results = new Set<VirtualBuffer>();
  const ending: CopyCommand[] = [];
  const outputs: Record<string, VirtualBuffer | undefined> = {};
  for (const [name, { buffer: made }] of Object.entries(recording.outputs)) {
    const buffer = made && (inPlace.get(made) ?? made);
    const own =
      !buffer || (written.has(buffer) && !outer.has(buffer) && !buffer.contents && !results.has(buffer));
    outputs[name] = own ? buffer : copied(buffer, ending);
    if (outputs[name]) results.add(outputs[name]);
  }
  ending.push(...settled(copies, outer));

  const needed = [...results, ...recording.states.map(({ before }) => before)];
  const {
    once,
    each: apart,
    made,
  } = hoist(prune([...commands, ...ending], needed), new Set([...outer, ...results]));
  const each = joinDispatches(apart, device);
  const named = new Set([...once, ...each].flatMap((command) => [...readBy(command), ...writtenBy(command)]));
  const inner = [...named].filter((buffer) => !outer.has(buffer) && !results.has(buffer));
  const known = inner.filter((buffer) => buffer.contents && !written.has(buffer));
  const refilled = inner.filter((buffer) => buffer.contents && written.has(buffer));
  const passing = livesOf(each);
  for (const buffer of [...outer, ...results, ...known, ...refilled, ...made]) passing.delete(buffer);
  return { once, each, wanted: { live: recording.live, known, made, refilled, passing }, outputs };
}

function renamed(command: Command, by: ReadonlyMap<VirtualBuffer, VirtualBuffer>): Command {
  const rename = (buffer: VirtualBuffer): VirtualBuffer => by.get(buffer) ?? buffer;
  if (command.kind === 'copy') return { ...command, from: rename(command.from), to: rename(command.to) };
  const bindings = command.bindings.map(({ buffer, written }) => ({ buffer: rename(buffer), written }));
  return { ...command, bindings };
}

/** Adds a copy of a buffer, and says where that is. */
function copied(from: VirtualBuffer, copies: CopyCommand[]): VirtualBuffer {
  const to = virtualBuffer(from.size, from.usage);
  copies.push(copy(from, to));
  return to;
}

/** The copies into variables; where one takes the numbers of another, these are put aside before any changes. */
function settled(
  copies: readonly { readonly from: VirtualBuffer; readonly to: VirtualBuffer }[],
  outer: ReadonlySet<VirtualBuffer>,
): CopyCommand[] {
  const aside: CopyCommand[] = [];
  const last = copies.map(({ from, to }) => copy(outer.has(from) ? copied(from, aside) : from, to));
  return [...aside, ...last];
}

function copy(from: VirtualBuffer, to: VirtualBuffer): CopyCommand {
  return { kind: 'copy', operation: 'the step', from, fromOffset: 0, to, toOffset: 0, bytes: to.size };
}
