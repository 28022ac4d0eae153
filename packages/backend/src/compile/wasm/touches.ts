import type { Block, Blocks, Spot } from './blocks.ts';
import type { Event } from './events.ts';

/** The addresses that an event reads or writes. */
function addressesOf(event: Event, blocks: Blocks): number[] {
  switch (event.kind) {
    case 'call':
      return event.numbers.filter((number) => blocks.at(number));
    case 'check':
      return [event.ids];
    case 'copy':
      return [event.from, event.to];
    case 'table':
      return event.numbers.filter((number) => blocks.at(number));
    case 'host':
      return [];
  }
}

/** The blocks at which an event reads or writes. */
export function blocksOf(event: Event, blocks: Blocks): Block[] {
  if (event.kind !== 'host') return addressesOf(event, blocks).map((address) => blocks.at(address)!.block);
  return [...Object.values(event.inputs), ...event.outputs].map(({ spot }) => spot.block);
}

/** From the first step to the last at which a block is needed. */
export interface Span {
  first: number;
  last: number;
}

/** When each block is needed; one that lies within another lengthens the span of that. */
export function spansOf(
  events: readonly Event[],
  blocks: Blocks,
  within: ReadonlyMap<Block, Spot> = new Map(),
): Map<Block, Span> {
  const spans = new Map<Block, Span>();
  for (const event of events) {
    for (const block of blocksOf(event, blocks)) {
      const whole = wholeOf(block, within);
      const span = spans.get(whole);
      if (span) span.last = event.step;
      else spans.set(whole, { first: event.step, last: event.step });
    }
  }
  return spans;
}

/** The block in which a block lies after all: itself, where it lies within no other. */
export function wholeOf(block: Block, within: ReadonlyMap<Block, Spot>): Block {
  let whole = block;
  for (let spot = within.get(whole); spot; spot = within.get(whole)) whole = spot.block;
  return whole;
}
