import type { Block, Blocks, Spot } from './blocks.ts';
import type { Call, Event } from './events.ts';
import { placeParts } from './parts.ts';
import type { Recorded } from './record.ts';
import { blocksOf, type Span, spansOf, wholeOf } from './touches.ts';

/**
 * Exports that read number i of tensors as large as their output before they write number i, and no other: the output may lie where one
 * of these lay.
 */
const numberByNumber = new Set(['addN', 'biasActivation', 'binary', 'cast', 'select', 'unary']);

/** Of bytes, as comparisons make, there are as many where four times fewer numbers were: those of a row that is read again and again. */
const isNumberByNumber = ({ name, numbers }: Call): boolean =>
  numberByNumber.has(name) && !(name === 'binary' && numbers[1]! >= FIRST_COMPARISON);
const FIRST_COMPARISON = 16;

/** What is told to an export before it is called. */
const settings = new Set(['setAxis', 'setSummand']);

/**
 * Which blocks may lie where others lay: what a variable becomes, where the variable lies, if nothing needs what it was; and what is made
 * number by number of a tensor that nobody needs any more, where that lies.
 */
export function placeInPlace({ recording, states, outputs }: Recorded): Map<Block, Spot> {
  const { events, blocks } = recording;
  const results = new Set(outputs.map(({ tensor }) => tensor.spot.block));
  const ends = new Set(
    states.filter(({ block, after }) => after.block !== block).map(({ after }) => after.block),
  );
  const within = placeParts(recording, new Set([...results, ...ends]));
  const spans = spansOf(events, blocks, within);
  const aligned = new Set([...alignedSteps(events), ...recording.aligned]);
  const precedes = (old: Span | undefined, made: Span, isShared = false): boolean =>
    !old || old.last < made.first || (old.last === made.first && aligned.has(made.first) && !isShared);
  for (const { block, after } of states) {
    const made = spans.get(after.block);
    if (after.block.home !== 'arena' || after.offset !== 0 || after.block.bytes !== block.bytes || !made)
      continue;
    // What is returned, or becomes another variable too, is needed until the end.
    if (results.has(after.block) || results.has(block) || ends.has(block) || within.has(after.block))
      continue;
    if (precedes(spans.get(block), made, block.isShared)) within.set(after.block, { block, offset: 0 });
  }
  reuse(events, blocks, spans, aligned, within, new Set([...results, ...ends]));
  return within;
}

/** The steps in which nothing is called but one export that goes number by number. */
function alignedSteps(events: readonly Event[]): Set<number> {
  const calls = new Map<number, Event[]>();
  for (const event of events) {
    if (event.kind === 'call' && settings.has(event.name)) continue;
    const others = calls.get(event.step);
    if (others) others.push(event);
    else calls.set(event.step, [event]);
  }
  const isAligned = ([event, ...others]: readonly Event[]): boolean =>
    others.length === 0 && event?.kind === 'call' && isNumberByNumber(event);
  return new Set([...calls].filter(([, events]) => isAligned(events)).map(([step]) => step));
}

/** Where a step makes a block as large as one that is needed no more, it is made there. */
function reuse(
  events: readonly Event[],
  blocks: Blocks,
  spans: ReadonlyMap<Block, Span>,
  aligned: ReadonlySet<number>,
  within: Map<Block, Spot>,
  kept: ReadonlySet<Block>,
): void {
  const touched = new Map<number, Set<Block>>();
  for (const event of events) {
    if (!aligned.has(event.step)) continue;
    const found = touched.get(event.step) ?? new Set();
    for (const block of blocksOf(event, blocks)) if (!within.has(block)) found.add(block);
    touched.set(event.step, found);
  }
  const isFree = (block: Block): boolean => block.home === 'arena' && !kept.has(block);
  for (const [step, found] of touched) {
    const made = [...found].find((block) => isFree(block) && spans.get(block)!.first === step);
    if (!made || within.has(made)) continue;
    const old = [...found].find(
      (block) =>
        isFree(block) &&
        !block.isShared &&
        spans.get(block)!.last === step &&
        block !== made &&
        block.bytes === made.bytes,
    );
    if (old && isFree(wholeOf(old, within))) within.set(made, { block: old, offset: 0 });
  }
}
