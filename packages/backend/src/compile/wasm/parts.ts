import type { Block, Spot } from './blocks.ts';
import type { Recording } from './recording.ts';
import { wholeOf } from './touches.ts';

/**
 * Has what is laid one behind the other (by a concatenation along the outermost axis) made there, so that nothing is copied: where what is
 * laid is a whole block, which lies in no other, and neither it nor the whole is changed where it lies.
 *
 * @param kept the blocks that have places of their own.
 * @returns which block lies where in which other. The copies that this saves are taken out of the events.
 */
export function placeParts({ events, blocks }: Recording, kept: ReadonlySet<Block>): Map<Block, Spot> {
  const within = new Map<Block, Spot>();
  const left = events.filter((event) => {
    if (event.kind !== 'copy' || !event.isLaid) return true;
    const [part, whole] = [blocks.at(event.from)!, blocks.at(event.to)!];
    const { block } = part;
    const isWhole = part.offset === 0 && block.bytes === event.bytes && block.home === 'arena';
    if (!isWhole || kept.has(block) || within.has(block) || wholeOf(whole.block, within) === block)
      return true;
    if (block.isUpdated || whole.block.isUpdated) return true;
    within.set(block, whole);
    block.isShared = true;
    whole.block.isShared = true;
    return false;
  });
  events.splice(0, events.length, ...left);
  return within;
}
