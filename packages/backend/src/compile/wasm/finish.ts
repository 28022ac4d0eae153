import type { tf } from '../../tfjs.ts';
import { bytesOf } from '../trace/rule.ts';
import { addressOf, type Block, type Spot } from './blocks.ts';
import type { Tensor } from './events.ts';
import type { Recorded } from './record.ts';
import { wholeOf } from './touches.ts';

/** What a run returns under a name. */
export interface Result {
  readonly name: string;
  readonly block: Block;
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
}

/**
 * Notes what is left to do when all is computed: outputs that are no tensor of their own (an input, a part, one that is returned twice)
 * are copied, and so is what a variable becomes where that was not made in its place.
 */
export function finish(recorded: Recorded, within: ReadonlyMap<Block, Spot>): readonly Result[] {
  const { recording, outputs, states } = recorded;
  const results = outputs.map(({ name, tensor }) => ({
    name,
    block: blockFor(recorded, tensor, within),
    shape: tensor.shape,
    dtype: tensor.dtype,
  }));
  const moved = states.filter(({ block, after }) => wholeOf(after.block, within) !== block);
  const variables = new Set(moved.map(({ block }) => block));
  const moves = moved.map(({ block, after }) => {
    const from = placeOf(after);
    if (!variables.has(wholeOf(after.block, within))) return [from, block] as const;
    // A variable that takes what another was takes it before that becomes something else.
    const aside = addressOf(recording.blocks.add(block.bytes, 'arena'));
    recording.copy(from, aside, block.bytes);
    return [aside, block] as const;
  });
  for (const [from, block] of moves) recording.copy(from, addressOf(block), block.bytes);
  return results;
}

/** The block of an output: its own, if it fills one that is nothing else, or one that it is copied to. */
function blockFor({ recording }: Recorded, tensor: Tensor, within: ReadonlyMap<Block, Spot>): Block {
  const { block, offset } = tensor.spot;
  const bytes = bytesOf(tensor);
  if (block.home === 'arena' && !within.has(block) && offset === 0 && block.bytes === bytes) {
    block.home = 'given';
    return block;
  }
  const own = recording.blocks.add(bytes, 'given');
  recording.copy(placeOf(tensor.spot), addressOf(own), bytes);
  return own;
}

const placeOf = ({ block, offset }: Spot): number => addressOf(block) + offset;
