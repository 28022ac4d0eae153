import { Random } from '../../random/random.ts';
import { tf } from '../../tfjs.ts';
import type { Operation } from '../operation.ts';
import { readState } from './state.ts';

/** Input: state, int32 [6]. Output: the numbers 0 … count − 1 in the order of `Random.permutation`, int32 [count]. */
export const permutation: Operation = {
  name: 'ThawPermutation',
  reference: ({ state }, { count }) =>
    tf.tensor1d(Random.from(readState(state!)).permutation(count as number), 'int32'),
};
