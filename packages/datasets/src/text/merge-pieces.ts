/** Options of `mergePieces`. */
interface MergeOptions {
  /** How many pieces are made at most. */
  readonly room: number;
  readonly minimumCount: number;
  /** What stands before a piece within a word. */
  readonly prefix: string;
  /** Pieces that are there already. */
  readonly taken: ReadonlySet<string>;
}

interface Pair {
  readonly first: number;
  readonly second: number;
  count: number;
  /** The words that have it, or had it. */
  readonly words: Set<number>;
}

/** More pieces than any vocabulary has: a pair of two is one number. */
const most = 2 ** 24;

/**
 * Joins neighbours into pieces, each time the two that raise the likelihood of the words most.
 *
 * @param words each as its pieces, with how often it comes.
 * @returns the new pieces in the order in which they were made.
 */
export function mergePieces(
  words: readonly (readonly [pieces: readonly string[], count: number])[],
  { room, minimumCount, prefix, taken }: MergeOptions,
): string[] {
  const tokens: string[] = [];
  const ids = new Map<string, number>();
  const idOf = (token: string): number => {
    const id = ids.get(token) ?? tokens.push(token) - 1;
    ids.set(token, id);
    return id;
  };
  const spelled = words.map(([pieces]) => pieces.map(idOf));
  const counts: number[] = tokens.map(() => 0);
  const pairs = new Map<number, Pair>();
  let total = 0;
  /** Counts the pieces and pairs of a word, or with −1 takes them away. */
  const count = (number: number, sign: 1 | -1): void => {
    const pieces = spelled[number]!;
    const times = sign * words[number]![1];
    total += times * pieces.length;
    for (const [i, second] of pieces.entries()) {
      counts[second] = (counts[second] ?? 0) + times;
      if (i === 0) continue;
      const first = pieces[i - 1]!;
      const key = first * most + second;
      const pair = pairs.get(key) ?? { first, second, count: 0, words: new Set<number>() };
      pair.count += times;
      pair.words.add(number);
      if (pair.count === 0) pairs.delete(key);
      else pairs.set(key, pair);
    }
  };
  for (let number = 0; number < words.length; number++) count(number, 1);
  const made = new Set<string>();
  while (made.size < room) {
    const pair = bestPair(pairs.values(), { counts, total, minimumCount });
    if (pair === undefined) break;
    const { first, second } = pair;
    const token = tokens[first]! + tokens[second]!.slice(prefix.length);
    const joined = idOf(token);
    if (!taken.has(token)) made.add(token);
    for (const number of pair.words) {
      const pieces = spelled[number]!;
      if (!pieces.some((piece, i) => piece === first && pieces[i + 1] === second)) continue;
      count(number, -1);
      spelled[number] = join(pieces, first, second, joined);
      count(number, 1);
    }
  }
  return [...made];
}

/** The pair whose joining raises the likelihood most, of equal ones that of the older pieces; undefined when none does. */
function bestPair(
  pairs: Iterable<Pair>,
  { counts, total, minimumCount }: { counts: readonly number[]; total: number; minimumCount: number },
): Pair | undefined {
  let best: Pair | undefined;
  let most = 0;
  for (const pair of pairs) {
    const { first, second, count } = pair;
    if (count < minimumCount) continue;
    const [a, b] = [counts[first]!, counts[second]!];
    // Of a piece before itself twice as many go, as far as there are so many: in 'aaa' two pairs share one.
    const rest =
      first === second
        ? weight(Math.max(a - 2 * count, 0)) - weight(a)
        : weight(a - count) - weight(a) + weight(b - count) - weight(b);
    const gain = weight(count) + rest - weight(total - count) + weight(total);
    const isOlder =
      best !== undefined && (first < best.first || (first === best.first && second < best.second));
    if (gain > most || (gain === most && isOlder)) {
      best = pair;
      most = gain;
    }
  }
  return best;
}

/** x log x */
function weight(x: number): number {
  return x > 0 ? x * Math.log(x) : 0;
}

function join(pieces: readonly number[], first: number, second: number, joined: number): number[] {
  const result: number[] = [];
  for (let i = 0; i < pieces.length; i++) {
    const isPair = pieces[i] === first && pieces[i + 1] === second;
    result.push(isPair ? joined : pieces[i]!);
    if (isPair) i++;
  }
  return result;
}
