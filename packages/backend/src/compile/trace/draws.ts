import { Random, type RandomState } from '../../random/random.ts';
import type { Graph } from './graph.ts';

/** Where generators of random numbers stood before something, and after it. */
export type Moves = ReadonlyMap<Random, { readonly before: RandomState; readonly after: RandomState }>;

/** What of a graph's preparations draws or moves a generator. */
export function drawsOf({ live, preparations }: Graph): Pick<Graph, 'live' | 'preparations'> {
  const drawn = live.filter(({ random }) => random);
  const isDraw = (one: Graph['preparations'][number]): boolean =>
    'live' in one ? drawn.includes(one.live) : one.movesGenerator;
  return { live: drawn, preparations: preparations.filter(isDraw) };
}

/** Does what draws, lets generators stand where they stood before, and tells how far they had come. */
export function withoutMoving<Result>(draw: () => Result): {
  readonly result: Result;
  readonly moves: Moves;
} {
  const stood = new Map<Random, RandomState>();
  const { fork, become, skip } = Random.prototype;
  const noting = <Given extends unknown[], Made>(move: (this: Random, ...given: Given) => Made) =>
    function (this: Random, ...given: Given): Made {
      if (!stood.has(this)) stood.set(this, this.state);
      return move.apply(this, given);
    };
  Object.assign(Random.prototype, { fork: noting(fork), become: noting(become), skip: noting(skip) });
  try {
    const result = draw();
    const moves = new Map([...stood].map(([random, before]) => [random, { before, after: random.state }]));
    return { result, moves };
  } finally {
    Object.assign(Random.prototype, { fork, become, skip });
    for (const [random, state] of stood) random.become({ state });
  }
}

/** Lets generators go past what the first run alone draws: it does so before it draws what every run does. */
export function goPast(first: Moves, every: Moves): void {
  for (const [random, { before, after }] of first) {
    const other = every.get(random);
    const blocks = after.block - before.block - (other ? other.after.block - other.before.block : 0);
    const isSame = String(after.stream) === String(before.stream) && String(after.key) === String(before.key);
    if (isSame && blocks > 0) random.become({ state: { ...before, block: before.block + blocks } });
  }
}
