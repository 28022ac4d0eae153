import { median } from './median.ts';

/** One of the things compared: does its work once, to the end. */
export interface Contestant {
  readonly name: string;
  run(): Promise<void> | void;
  /** Called before each of its turns, outside the measurement. */
  prepare?(): Promise<void> | void;
}

/** Milliseconds of one contestant. */
export interface Score {
  readonly name: string;
  readonly median: number;
  readonly fastest: number;
  /** Its time over that of the first contestant in the same round, the median of all rounds: what slows the machine for a while slows both. */
  readonly ratio: number;
}

/**
 * Measures contestants side by side: in each round every one has its turn, so that whatever else the machine does
 * falls on all of them. Every other round goes backwards, so that none always comes after the same one and cleans up for it.
 *
 * @param rounds turns of each.
 * @param repeats runs within a turn, of which the mean is taken.
 */
export async function contest(
  contestants: readonly Contestant[],
  rounds: number,
  repeats: number,
): Promise<Score[]> {
  const times = contestants.map(() => [] as number[]);
  for (let round = -1; round < rounds; round++) {
    const turns = [...contestants.entries()];
    for (const [i, contestant] of round % 2 === 0 ? turns : turns.reverse()) {
      await contestant.prepare?.();
      const begin = performance.now();
      for (let run = 0; run < repeats; run++) await contestant.run();
      if (round >= 0) times[i]!.push((performance.now() - begin) / repeats); // round -1 warms up
    }
  }
  return contestants.map(({ name }, i) => {
    const own = times[i]!;
    const ratio = median(own.map((time, round) => time / times[0]![round]!));
    return { name, median: median(own), fastest: Math.min(...own), ratio };
  });
}
