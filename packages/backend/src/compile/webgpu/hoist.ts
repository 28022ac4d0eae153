import { type Command, readBy, writtenBy } from './commands.ts';
import type { VirtualBuffer } from './virtual-buffer.ts';

/** Commands in two parts. */
export interface Hoisted {
  /** Done once, when the program is made. */
  readonly once: readonly Command[];
  /** Done in each run. */
  readonly each: readonly Command[];
  /** What the first part makes and the second reads. */
  readonly made: ReadonlySet<VirtualBuffer>;
}

/** Bytes of a buffer that is rather filled anew in each run than kept. */
const MOST_BYTES = 1 << 20;

/**
 * Takes out of each run what is the same in all of them: commands that depend on nothing but numbers that are known when the program
 * is made, and write what no other command writes, such as fills with zeros.
 *
 * @param changing what differs from run to run: inputs, variables, live numbers, and outputs, which are new buffers each time.
 */
export function hoist(commands: readonly Command[], changing: ReadonlySet<VirtualBuffer>): Hoisted {
  const writers = new Map<VirtualBuffer, number>();
  for (const command of commands) {
    for (const buffer of writtenBy(command)) writers.set(buffer, (writers.get(buffer) ?? 0) + 1);
  }
  const made = new Set<VirtualBuffer>();
  const isSteady = (buffer: VirtualBuffer): boolean =>
    made.has(buffer) || (!changing.has(buffer) && !writers.has(buffer) && buffer.contents !== undefined);
  const once: Command[] = [];
  const each: Command[] = [];
  for (const command of commands) {
    const writes = writtenBy(command);
    const fresh = writes.every(
      (buffer) => writers.get(buffer) === 1 && !changing.has(buffer) && buffer.size <= MOST_BYTES,
    );
    const steady = readBy(command).every((buffer) => writes.includes(buffer) || isSteady(buffer));
    if (fresh && steady) {
      once.push(command);
      for (const buffer of writes) made.add(buffer);
    } else each.push(command);
  }
  return { once, each, made };
}
