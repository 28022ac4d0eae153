import type { Findings, Other, Row } from '../measurements.ts';
import { figures, mark, table } from '../table.ts';
import { lossBars, matMulBars, stepBars } from './bars.ts';
import { checkLosses } from './check-losses.ts';
import { count } from './count.ts';
import type { Result } from './race.ts';
import type { MatMul, StepName } from './workload.ts';

/** What is printed of some results, and what is kept. */
export interface Comparison extends Findings {
  readonly lines: readonly string[];
}

/** The table of a training step: milliseconds, and Thaw's ratio to the better JavaScript peer and to PyTorch. */
export function compareSteps(workload: StepName, results: readonly Result[]): Comparison {
  const heading = ['threads', 'library', 'ms/step', 'fastest', 'Thaw is', 'its setting'];
  const cells = results
    .toSorted((a, b) => a.entry.threads - b.entry.threads)
    .map((result) => {
      const thaw = find(results, 'thaw', result.entry.threads)!;
      const times = result.entry.library === 'thaw' ? '' : `${figures(result.median / thaw.median)}x`;
      const { entry, setting } = result;
      return [entry.threads, entry.library, figures(result.median), figures(result.fastest), times, setting];
    });
  const rows: Row[] = results
    .filter(({ entry }) => !entry.beside)
    .map(({ entry: { library, device, threads }, median, losses }) => {
      return { workload, library, device, threads, msPerStep: median, loss: losses[0]! };
    });
  const lines = table([heading, ...cells]);
  const other: Other[] = [];
  for (const threads of threadsOf(results)) {
    const compared = compareOn(workload, threads, results);
    lines.push(...compared.lines);
    other.push(...compared.other);
  }
  for (const { entry, median } of results.filter((result) => result.entry.beside)) {
    const name = `${workload}: Thaw with multiply-add, ${count(entry.threads)}`;
    other.push({ name, value: median, unit: 'ms', bar: null });
  }
  const { first, tenth, wrong } = checkLosses(workload, results);
  lines.push(
    `losses apart by at most ${first.toExponential(1)} at the first step (bar ${lossBars.first}) ` +
      `and ${tenth.toExponential(1)} at the tenth (bar ${lossBars.tenth}) ${mark(wrong.length === 0)}`,
  );
  for (const [step, value, bar] of [
    ['first', first, lossBars.first],
    ['tenth', tenth, lossBars.tenth],
  ] as const) {
    other.push({ name: `${workload}: losses apart at the ${step} step`, value, unit: 'relative', bar });
  }
  return { lines, rows, other, failure: wrong.length > 0 ? wrong.join('\n') : undefined };
}

/** The table of a matrix product, in GFLOP/s. */
export function compareMatMul({ size }: MatMul, results: readonly Result[]): Comparison {
  const rate = ({ median }: Result): number => (2 * size ** 3) / median / 1e6;
  const other: Other[] = [];
  const cells = results
    .toSorted((a, b) => a.entry.threads - b.entry.threads)
    .map((result) => {
      const { library, threads, beside } = result.entry;
      const bar = library === 'thaw' && !beside ? matMulBars[threads === 1 ? 'one' : 'all'] : null;
      const value = rate(result);
      const special = beside ? ' with multiply-add' : '';
      other.push({
        name: `matmul ${size}: ${library}${special}, ${count(threads)}`,
        value,
        unit: 'GFLOP/s',
        bar,
      });
      const held = bar === null ? '' : `bar ${bar} ${mark(value >= bar)}`;
      return [threads, library, figures(value), held, result.setting];
    });
  return { lines: table([['threads', 'library', 'GFLOP/s', '', 'its setting'], ...cells]), other };
}

function compareOn(
  workload: StepName,
  threads: number,
  results: readonly Result[],
): { lines: string[]; other: Other[] } {
  const thaw = find(results, 'thaw', threads)!;
  const [peer] = (['tfjs', 'jax-js'] as const)
    .map((library) => find(results, library, threads)!)
    .toSorted((a, b) => a.median - b.median);
  const ratio = peer!.median / thaw.median;
  const bar = stepBars[workload][threads === 1 ? 'one' : 'all'];
  const lines = [
    `${count(threads)}: Thaw is ${figures(ratio)}x as fast as ${peer!.entry.library}, ` +
      `the better JavaScript peer (bar ${bar}x) ${mark(ratio >= bar)}`,
  ];
  const name = `${workload}: as fast as the better JavaScript peer, ${count(threads)}`;
  const other: Other[] = [{ name, value: ratio, unit: 'times', bar }];
  const torch = find(results, 'pytorch', threads);
  if (!torch) return { lines, other };
  const toTorch = torch.median / thaw.median;
  lines.push(
    `${count(threads)}: Thaw is ${figures(toTorch)}x as fast as PyTorch (aim 1x) ${mark(toTorch >= 1)}`,
  );
  other.push({
    name: `${workload}: as fast as PyTorch, ${count(threads)}`,
    value: toTorch,
    unit: 'times',
    bar: 1,
  });
  return { lines, other };
}

function find(results: readonly Result[], library: string, threads: number): Result | undefined {
  return results.find(({ entry }) => {
    return entry.library === library && entry.threads === threads && !entry.beside;
  });
}

function threadsOf(results: readonly Result[]): number[] {
  return [...new Set(results.map(({ entry }) => entry.threads))].toSorted((a, b) => a - b);
}
