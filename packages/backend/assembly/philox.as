// AssemblyScript: Philox 4x32-10 (Salmon et al. 2011), four blocks at a time; the words are those of src/random/philox.ts. Where a
// generator stands are six words: the key, the stream and the next block, low words first.
import { put4x4 } from './pack';

const A: i32 = 0xd2511f53, B: i32 = 0xcd9e8d57;
const WEYL_0: i32 = 0x9e3779b9, WEYL_1: i32 = 0xbb67ae85;

/** Writes the words of `blocks` blocks from number `first` on; up to three blocks more are written behind them. */
export function fillWords(target: usize, state: usize, first: i32, blocks: i32): void {
  const key0 = i32x4.splat(load<i32>(state)), key1 = i32x4.splat(load<i32>(state, 4));
  const stream0 = i32x4.splat(load<i32>(state, 8)), stream1 = i32x4.splat(load<i32>(state, 12));
  const start = (<u64>load<u32>(state, 20) << 32 | <u64>load<u32>(state, 16)) + <u64>first;
  let low = i64x2.add(i64x2.splat(start), i64x2(0, 1)), high = i64x2.add(i64x2.splat(start), i64x2(2, 3));
  for (let block = 0; block < blocks; block += 4, target += 64) {
    let c0 = v128.shuffle<i32>(low, high, 0, 2, 4, 6), c1 = v128.shuffle<i32>(low, high, 1, 3, 5, 7), c2 = stream0, c3 = stream1;
    let k0 = key0, k1 = key1;
    for (let round = 0; round < 10; round++) {
      const evenA = i64x2.extmul_low_i32x4_u(c0, i32x4.splat(A)), oddA = i64x2.extmul_high_i32x4_u(c0, i32x4.splat(A));
      const evenB = i64x2.extmul_low_i32x4_u(c2, i32x4.splat(B)), oddB = i64x2.extmul_high_i32x4_u(c2, i32x4.splat(B));
      c0 = v128.xor(v128.xor(v128.shuffle<i32>(evenB, oddB, 1, 3, 5, 7), c1), k0);
      c1 = v128.shuffle<i32>(evenB, oddB, 0, 2, 4, 6);
      c2 = v128.xor(v128.xor(v128.shuffle<i32>(evenA, oddA, 1, 3, 5, 7), c3), k1);
      c3 = v128.shuffle<i32>(evenA, oddA, 0, 2, 4, 6);
      k0 = i32x4.add(k0, i32x4.splat(WEYL_0));
      k1 = i32x4.add(k1, i32x4.splat(WEYL_1));
    }
    put4x4(target, 16, c0, c1, c2, c3);
    low = i64x2.add(low, i64x2.splat(4));
    high = i64x2.add(high, i64x2.splat(4));
  }
}
