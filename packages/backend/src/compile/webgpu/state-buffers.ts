import type { Recording } from './record.ts';
import { livesOf } from './share-buffers.ts';
import type { VirtualBuffer } from './virtual-buffer.ts';

/** How variables come to hold their new numbers. */
export interface StateChanges {
  /** Buffers in whose place the variable's own is bound, which the step then changes where it lies. */
  readonly inPlace: ReadonlyMap<VirtualBuffer, VirtualBuffer>;
  /** What is copied into a variable's buffer at the end. */
  readonly copies: readonly { readonly from: VirtualBuffer; readonly to: VirtualBuffer }[];
}

/**
 * Lets new numbers of variables be written where the variable lies, if nothing needs the old ones by then; others are copied there
 * when all is done.
 */
export function changeStates({ commands, inputs, live, captured, states, outputs }: Recording): StateChanges {
  const lives = livesOf(commands);
  const moved = states.filter(({ before, after }) => before !== after);
  const returned = Object.values(outputs).map(({ buffer }) => buffer);
  const taken = new Set<unknown>([...inputs, ...live, ...captured, ...returned]);
  for (const { before } of states) taken.add(before);
  const needed = new Set<unknown>([...returned, ...moved.map(({ after }) => after)]);
  const inPlace = new Map<VirtualBuffer, VirtualBuffer>();
  const copies: { from: VirtualBuffer; to: VirtualBuffer }[] = [];
  for (const { before, after } of moved) {
    const begins = lives.get(after)?.first;
    const free =
      !taken.has(after) &&
      !needed.has(before) &&
      after.contents === undefined &&
      begins !== undefined &&
      begins > (lives.get(before)?.last ?? -1);
    if (free) {
      inPlace.set(after, before);
      taken.add(after); // two variables may get the same numbers
    } else copies.push({ from: after, to: before });
  }
  // What lies in one variable by now is copied from there to the others that get it too.
  return { inPlace, copies: copies.map(({ from, to }) => ({ from: inPlace.get(from) ?? from, to })) };
}
