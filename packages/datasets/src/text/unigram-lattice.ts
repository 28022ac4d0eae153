/** Pieces with their log probabilities, looked up by what they say. */
export interface PieceTable {
  readonly ids: ReadonlyMap<string, number>;
  /** The log probability of each id. */
  readonly scores: ArrayLike<number>;
  /** The length of the longest piece, in UTF-16 units. */
  readonly longest: number;
  /** What a character costs that is no piece. */
  readonly unknownScore: number;
}

/** A piece of a path, or −1 for a character that is none, and where it ends. */
export type Step = readonly [id: number, end: number];

/** Every way to cut a text: its edges run from a place to a later one, ordered by where they begin. */
interface Lattice {
  readonly begins: number[];
  readonly ends: number[];
  readonly ids: number[];
  readonly scores: number[];
}

/** The edges of a text: all pieces at all places, and a character alone where it is no piece. */
function latticeOf(text: string, { ids, scores, longest, unknownScore }: PieceTable): Lattice {
  const lattice: Lattice = { begins: [], ends: [], ids: [], scores: [] };
  const add = (begin: number, end: number, id: number, score: number): void => {
    lattice.begins.push(begin);
    lattice.ends.push(end);
    lattice.ids.push(id);
    lattice.scores.push(score);
  };
  for (let begin = 0; begin < text.length;) {
    const single = begin + (text.codePointAt(begin)! > 0xffff ? 2 : 1);
    const last = Math.min(text.length, begin + longest);
    let isKnown = false;
    for (let end = single; end <= last; end++) {
      const id = ids.get(text.slice(begin, end));
      if (id === undefined) continue;
      isKnown ||= end === single;
      add(begin, end, id, scores[id]!);
    }
    if (!isKnown) add(begin, single, -1, unknownScore);
    begin = single;
  }
  return lattice;
}

/**
 * The most likely way to cut a text (Viterbi), and its log probability. Of equally likely ways, at each place from the end the longest
 * piece.
 */
export function bestPath(text: string, table: PieceTable): { steps: Step[]; score: number } {
  const { begins, ends, ids, scores } = latticeOf(text, table);
  const best = new Float64Array(text.length + 1).fill(-Infinity);
  const edges = new Int32Array(text.length + 1);
  best[0] = 0;
  for (let edge = 0; edge < ids.length; edge++) {
    const score = best[begins[edge]!]! + scores[edge]!;
    const end = ends[edge]!;
    if (score <= best[end]!) continue;
    best[end] = score;
    edges[end] = edge;
  }
  const steps: Step[] = [];
  for (let end = text.length; end > 0; end = begins[edges[end]!]!) steps.push([ids[edges[end]!]!, end]);
  return { steps: steps.reverse(), score: best[text.length]! };
}

/**
 * Adds how often each piece is expected in a text that comes `count` times, over all ways to cut it.
 *
 * @returns the log probability of the text.
 */
export function addExpectations(text: string, count: number, table: PieceTable, sums: Float64Array): number {
  const { begins, ends, ids, scores } = latticeOf(text, table);
  const forward = forwardScores(text.length, { begins, ends, ids, scores });
  const backward = new Float64Array(text.length + 1).fill(-Infinity);
  backward[text.length] = 0;
  for (let edge = ids.length - 1; edge >= 0; edge--) {
    const begin = begins[edge]!;
    backward[begin] = logAdd(backward[begin]!, scores[edge]! + backward[ends[edge]!]!);
  }
  const total = forward[text.length]!;
  for (let edge = 0; edge < ids.length; edge++) {
    if (ids[edge]! < 0) continue;
    const through = forward[begins[edge]!]! + scores[edge]! + backward[ends[edge]!]!;
    sums[ids[edge]!]! += count * Math.exp(through - total);
  }
  return total;
}

/**
 * A way to cut a text drawn in proportion to its probability to the power of `alpha`.
 *
 * @param chances as many numbers from 0 to 1 as the text has units.
 */
export function drawPath(text: string, table: PieceTable, alpha: number, chances: ArrayLike<number>): Step[] {
  const lattice = latticeOf(text, table);
  const scores = lattice.scores.map((score) => alpha * score);
  const { begins, ends, ids } = lattice;
  const forward = forwardScores(text.length, { ...lattice, scores });
  const arriving = Array.from({ length: text.length + 1 }, (): number[] => []);
  for (const [edge, end] of ends.entries()) arriving[end]!.push(edge);
  const steps: Step[] = [];
  let end = text.length;
  while (end > 0) {
    let left = chances[end - 1]!;
    const edges = arriving[end]!;
    let chosen = edges.at(-1)!;
    for (const edge of edges) {
      left -= Math.exp(forward[begins[edge]!]! + scores[edge]! - forward[end]!);
      if (left >= 0) continue;
      chosen = edge;
      break;
    }
    steps.push([ids[chosen]!, end]);
    end = begins[chosen]!;
  }
  return steps.reverse();
}

/** The log probability of all ways to reach each place. */
function forwardScores(length: number, { begins, ends, ids, scores }: Lattice): Float64Array {
  const forward = new Float64Array(length + 1).fill(-Infinity);
  forward[0] = 0;
  for (let edge = 0; edge < ids.length; edge++) {
    const end = ends[edge]!;
    forward[end] = logAdd(forward[end]!, forward[begins[edge]!]! + scores[edge]!);
  }
  return forward;
}

/** log(eᵃ + eᵇ) without overflow. */
function logAdd(a: number, b: number): number {
  const [low, high] = a < b ? [a, b] : [b, a];
  return low === -Infinity ? high : high + Math.log1p(Math.exp(low - high));
}
