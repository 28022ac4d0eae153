import { median } from '../median.ts';
import { count } from './count.ts';
import type { Entry } from './entries.ts';
import { Peer } from './peer.ts';

/** What an entry reached. */
export interface Result {
  readonly entry: Entry;
  /** That of its fastest candidate. */
  readonly setting: string;
  readonly median: number;
  readonly fastest: number;
  /** Of all steps from the first. */
  readonly losses: readonly number[];
}

/** How a race is run. */
export interface RaceOptions {
  /** Says what is under way. */
  readonly progress: (text: string) => void;
  /** Steps before the first that counts, at least; more while they last no second. @defaultValue 10 */
  readonly warmUp?: number;
  /** Turns of each. @defaultValue 5 */
  readonly rounds?: number;
}

/** So long a library warms up, at least: its engine compiles better what ran for a while. */
const WARM_UP_MILLISECONDS = 1000;
/** Steps by which the candidates of an entry are compared, at least; the fastest of them counts. */
const HEAT = 6;
/** A heat lasts so long, at least. */
const HEAT_MILLISECONDS = 300;
/** Steps in a turn, at least and at most. */
const TURN = [4, 200] as const;
/** A turn lasts about so long where that is within its bounds: a virtual core that has just been idle is slower for a while. */
const TURN_MILLISECONDS = 600;

/**
 * Runs entries side by side: each is a process of its own, only one computes at a time, and their turns alternate, so that
 * whatever else the machine does falls on all of them. An entry of several candidates first finds out which is fastest.
 */
export async function race(entries: readonly Entry[], options: RaceOptions): Promise<Result[]> {
  const { progress, warmUp = 10, rounds = 5 } = options;
  const peers = new Map<string, Peer>(); // one for all entries that would start the same
  try {
    const runners = [];
    for (const entry of entries) {
      progress(
        `${entry.library} on ${count(entry.threads)}${entry.beside ? ' with multiply-add' : ''} starts`,
      );
      const started = await start(entry, peers);
      runners.push({ entry, started, winner: fastest(started) });
    }
    const chosen = new Set(runners.map(({ winner }) => winner.peer));
    for (const peer of peers.values()) if (!chosen.has(peer)) await peer.stop();
    const turns = [...chosen].map((peer) => ({ peer, times: [] as number[] }));
    progress('all warm up');
    for (const { peer } of turns) await run(peer, warmUp, WARM_UP_MILLISECONDS);
    for (let round = 0; round < rounds; round++) {
      progress(`round ${round + 1} of ${rounds}`);
      for (const { peer, times } of turns) {
        const steps = Math.ceil(TURN_MILLISECONDS / Math.min(...peer.milliseconds));
        times.push(...(await peer.take(Math.min(TURN[1], Math.max(TURN[0], steps)))));
      }
      turns.push(turns.shift()!); // each comes after another than before
    }
    const timesOf = new Map(turns.map(({ peer, times }) => [peer, times]));
    return runners.map(({ entry, started }) => {
      // What won the heat of another entry raced too, and may have been the faster one after all.
      const raced = started.filter(({ peer }) => timesOf.has(peer));
      const score = ({ peer }: Started): number => median(timesOf.get(peer)!);
      const best = raced.reduce((first, next) => (score(next) < score(first) ? next : first));
      const { setting, peer } = best;
      const times = timesOf.get(peer)!;
      return { entry, setting, median: median(times), fastest: Math.min(...times), losses: peer.losses };
    });
  } finally {
    await Promise.all([...peers.values()].map((peer) => peer.stop()));
  }
}

/** Takes steps until there are so many since the start, and they have lasted so long. */
async function run(peer: Peer, steps: number, milliseconds: number): Promise<void> {
  const lasted = (): number => peer.milliseconds.reduce((sum, each) => sum + each, 0);
  while (peer.losses.length < steps || lasted() < milliseconds) {
    await peer.take(peer.losses.length < steps ? steps - peer.losses.length : TURN[0]);
  }
}

/** A candidate that runs. */
interface Started {
  readonly setting: string;
  readonly peer: Peer;
}

/** Starts those candidates of an entry that do not run yet, and has them run a heat if there are several. */
async function start({ library, candidates }: Entry, peers: Map<string, Peer>): Promise<Started[]> {
  const started: Started[] = [];
  for (const { setting, command } of candidates) {
    const key = JSON.stringify(command);
    const peer = peers.get(key) ?? new Peer(setting === '' ? library : `${library} (${setting})`, command);
    peers.set(key, peer);
    started.push({ setting, peer });
    if (candidates.length > 1) await run(peer, HEAT, HEAT_MILLISECONDS);
  }
  return started;
}

/** The winner of the heat: the one with the fastest step. */
function fastest(started: readonly Started[]): Started {
  const speed = ({ peer }: Started): number => Math.min(...peer.milliseconds, Infinity);
  return started.reduce((best, next) => (speed(next) < speed(best) ? next : best));
}
