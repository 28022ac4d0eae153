import { fileURLToPath } from 'node:url';

import { median } from '../median.ts';
import type { Making } from '../peers/thaw/making.ts';
import { figures, mark } from '../table.ts';
import { askOnce } from './ask-once.ts';
import type { Measured } from './speed.ts';

const program = fileURLToPath(new URL('../peers/thaw/making.js', import.meta.url));
/** Processes in which a program is made, of which the middle one counts. */
const TIMES = 3;

/** What the columns are: milliseconds but for the last two. */
export const makingHeading: readonly string[] = [
  'made',
  'trace',
  'passes',
  'assembly',
  'in all',
  'bar',
  'of the processor',
  'calls',
  'arena MB',
];

/** What it takes to make the program of a workload's step, each time as the first thing in a process, on one thread. */
export async function measureMaking(name: string, folder: string, bar: number): Promise<Measured> {
  const makings: Making[] = [];
  for (let i = 0; i < TIMES; i++) {
    makings.push(await askOnce<Making>(`the making of ${name}`, program, [folder], { THAW_THREADS: '1' }));
  }
  const middle = (of: (making: Making) => number): number => median(makings.map(of));
  const [all, processor] = [
    middle(({ milliseconds }) => milliseconds),
    middle((made) => made.processorMilliseconds),
  ];
  const { calls, arena } = makings[0]!;
  return {
    rows: [
      [
        name,
        figures(middle(({ trace }) => trace)),
        figures(middle(({ passes }) => passes)),
        figures(middle(({ assembly }) => assembly)),
        figures(all),
        `${bar} ${mark(all <= bar)}`,
        figures(processor),
        calls,
        figures(arena / 1e6),
      ],
    ],
    other: [
      { name: `compile: ${name}, trace, passes and assembly`, value: all, unit: 'ms', bar },
      { name: `compile: ${name}, the same of the processor`, value: processor, unit: 'ms', bar: null },
      { name: `compile: ${name}, calls in a step`, value: calls, unit: 'calls', bar: null },
      { name: `compile: ${name}, arena`, value: arena, unit: 'bytes', bar: null },
    ],
    failures: [],
  };
}
