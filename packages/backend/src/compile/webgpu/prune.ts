import { type Command, readBy, writtenBy } from './commands.ts';
import type { VirtualBuffer } from './virtual-buffer.ts';

/** The commands without those that make nothing that is needed at the end. */
export function prune(commands: readonly Command[], needed: Iterable<VirtualBuffer>): Command[] {
  const wanted = new Set(needed);
  const kept = commands.toReversed().filter((command) => {
    if (!writtenBy(command).some((buffer) => wanted.has(buffer))) return false;
    for (const buffer of readBy(command)) wanted.add(buffer);
    return true;
  });
  return kept.reverse();
}
