import type { Findings, Other } from '../measurements.ts';
import { figures, table } from '../table.ts';
import { count } from './count.ts';
import { thawEntries } from './entries.ts';
import { prepare } from './prepare.ts';
import { race } from './race.ts';
import { type Workload, workloads } from './workload.ts';

/** One size that is varied: how large it is in each of three workloads, the middle one that of the comparison. */
interface Growth {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly at: (size: number) => Workload;
}

const { mlp, lstm, gpt } = workloads;
const growths: readonly Growth[] = [
  {
    name: 'mlp width',
    sizes: [128, 256, 512],
    at: (width) => ({ ...mlp, widths: [mlp.widths[0]!, width, width / 2, mlp.widths.at(-1)!] }),
  },
  { name: 'mlp batch', sizes: [64, 128, 256], at: (batch) => ({ ...mlp, batch }) },
  { name: 'lstm steps', sizes: [32, 64, 128], at: (steps) => ({ ...lstm, steps }) },
  { name: 'gpt layers', sizes: [2, 4, 8], at: (layers) => ({ ...gpt, layers }) },
  { name: 'gpt width', sizes: [64, 128, 256], at: (width) => ({ ...gpt, width }) },
  { name: 'gpt batch', sizes: [8, 16, 32], at: (batch) => ({ ...gpt, batch }) },
  { name: 'gpt context', sizes: [32, 64, 128], at: (context) => ({ ...gpt, context }) },
];

/**
 * How the time of Thaw's step on all threads grows with width, depth, batch and context, three sizes of each side by side.
 * The exponent is that of time ~ sizeᵉˣᵖᵒⁿᵉⁿᵗ from the first to the last.
 */
export async function measureGrowth(
  folder: string,
  threads: number,
  progress: (text: string) => void,
): Promise<Findings & { lines: string[] }> {
  const rows: (string | number)[][] = [['Thaw grows with', '', '', '', 'exponent']];
  const other: Other[] = [];
  for (const { name, sizes, at } of growths) {
    const entries = [];
    for (const size of sizes) {
      const place = `${folder}/${name.replace(' ', '-')}-${size}`;
      await prepare(place, at(size));
      entries.push(thawEntries(place, threads)[0]!);
    }
    const results = await race(entries, {
      warmUp: 3,
      rounds: 2,
      progress: (text) => progress(`${name}: ${text}`),
    });
    const times = results.map(({ median }) => median);
    const exponent = Math.log(times.at(-1)! / times[0]!) / Math.log(sizes.at(-1)! / sizes[0]!);
    rows.push([name, ...times.map((time, i) => `${sizes[i]}: ${figures(time)} ms`), exponent.toFixed(2)]);
    for (const [i, value] of times.entries()) {
      other.push({ name: `Thaw, ${name} ${sizes[i]}, ${count(threads)}`, value, unit: 'ms', bar: null });
    }
  }
  return { lines: table(rows), other };
}
