import { lossBars } from './bars.ts';
import { count } from './count.ts';
import type { Result } from './race.ts';

/** How far the losses of a workload lie apart at most, as parts of the loss, and whose are too far. */
export interface LossCheck {
  readonly first: number;
  readonly tenth: number;
  /** One line for each library that differs too much from the first result. */
  readonly wrong: readonly string[];
}

/** Compares the first and the tenth loss of every result with those of the first one. */
export function checkLosses(workload: string, results: readonly Result[]): LossCheck {
  const [reference, ...others] = results;
  let [first, tenth] = [0, 0];
  const wrong: string[] = [];
  for (const { entry, losses } of others) {
    const apart = [0, 9].map((i) => {
      const difference = Math.abs(losses[i]! - reference!.losses[i]!) / Math.abs(reference!.losses[i]!);
      return Number.isFinite(difference) ? difference : Infinity;
    }) as [number, number];
    first = Math.max(first, apart[0]);
    tenth = Math.max(tenth, apart[1]);
    if (apart[0] <= lossBars.first && apart[1] <= lossBars.tenth) continue;
    wrong.push(
      `${workload}: ${entry.library} on ${count(entry.threads)} trains something else than ${reference!.entry.library}: ` +
        `first losses ${losses[0]} and ${reference!.losses[0]}, tenth ${losses[9]} and ${reference!.losses[9]}`,
    );
  }
  return { first, tenth, wrong };
}
