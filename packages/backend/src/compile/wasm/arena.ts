import type { Block } from './blocks.ts';
import type { Span } from './touches.ts';

/** Where blocks begin in an arena, in bytes, and how large that is. */
export interface Arena {
  readonly offsets: ReadonlyMap<Block, number>;
  readonly bytes: number;
}

/** What lies behind a multiple of so many bytes shares no line of the cache with what another thread may write. */
const ALIGNMENT = 64;

/**
 * Gives each block a part of one arena, such that no two that are needed at the same time share a byte. The largest come first, each at
 * the smallest gap that it fits in between those that are needed while it is.
 *
 * @see Pisarchyk and Lee 2020, "Efficient memory management for deep neural net inference", https://arxiv.org/abs/2001.03288
 */
export function arrange(spans: ReadonlyMap<Block, Span>): Arena {
  const offsets = new Map<Block, number>();
  const placed: { from: number; to: number; first: number; last: number }[] = []; // by where they begin
  let bytes = 0;
  const bySize = [...spans].sort(([a, s], [b, t]) => b.bytes - a.bytes || s.first - t.first);
  for (const [block, { first, last }] of bySize) {
    const size = Math.ceil(block.bytes / ALIGNMENT) * ALIGNMENT;
    let best = -1;
    let smallest = Infinity;
    let end = 0;
    for (const other of placed) {
      if (other.last < first || other.first > last) continue;
      const gap = other.from - end;
      if (gap >= size && gap < smallest) [best, smallest] = [end, gap];
      end = Math.max(end, other.to);
    }
    const from = best < 0 ? end : best;
    offsets.set(block, from);
    bytes = Math.max(bytes, from + size);
    let at = placed.length;
    while (at > 0 && placed[at - 1]!.from > from) at--;
    placed.splice(at, 0, { from, to: from + size, first, last });
  }
  return { offsets, bytes };
}
