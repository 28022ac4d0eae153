import { type Command, readBy } from './commands.ts';
import type { VirtualBuffer } from './virtual-buffer.ts';

/** From the first command to the last that names a buffer. */
export interface Life {
  readonly first: number;
  readonly last: number;
}

/** Of each buffer that commands name when it is in use. */
export function livesOf(commands: readonly Command[]): Map<VirtualBuffer, Life> {
  const lives = new Map<VirtualBuffer, Life>();
  for (const [i, command] of commands.entries()) {
    const named = command.kind === 'copy' ? [command.from, command.to] : readBy(command);
    for (const buffer of named) lives.set(buffer, { first: lives.get(buffer)?.first ?? i, last: i });
  }
  return lives;
}

/** One buffer for several that are never in use at once. */
export interface SharedBuffer {
  readonly bytes: number;
  readonly lives: Life[];
}

/**
 * Gives buffers whose uses do not meet the same place: the largest first, each where it fits best. These are whole buffers, since
 * a dispatch may not read one part of a buffer and write another.
 *
 * @returns of each buffer its place.
 */
export function shareBuffers(lives: ReadonlyMap<VirtualBuffer, Life>): Map<VirtualBuffer, SharedBuffer> {
  const shared: SharedBuffer[] = [];
  const places = new Map<VirtualBuffer, SharedBuffer>();
  const bySize = [...lives].toSorted(([a], [b]) => b.size - a.size);
  for (const [buffer, life] of bySize) {
    // All there are are at least as large: the last of those that are free is the least of them.
    let place = shared.findLast(({ lives: taken }) => !taken.some((other) => meets(other, life)));
    if (!place) {
      place = { bytes: buffer.size, lives: [] };
      shared.push(place);
    }
    place.lives.push(life);
    places.set(buffer, place);
  }
  return places;
}

const meets = (a: Life, b: Life): boolean => a.first <= b.last && b.first <= a.last;
