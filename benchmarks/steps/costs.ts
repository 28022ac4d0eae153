import { fileURLToPath } from 'node:url';

import type { Costs } from '../peers/thaw/costs.ts';
import { figures, table } from '../table.ts';
import { Peer } from './peer.ts';

const program = fileURLToPath(new URL('../peers/thaw/costs.js', import.meta.url));
/** Kernels that are named; the rest is one line. */
const NAMED = 6;

/** The operations that cost most in a training step with Thaw on all threads, one at a time, in a process of their own. */
export async function dearestKernels(folder: string): Promise<string[]> {
  const peer = new Peer('the costs of Thaw', {
    program: process.execPath,
    args: [program, folder],
    environment: {},
  });
  const { milliseconds, kernels } = await peer.ask<Costs>('').finally(() => peer.stop());
  const rest = kernels.slice(NAMED);
  const sum = (of: Costs['kernels'], what: 'milliseconds' | 'calls'): number =>
    of.reduce((total, cost) => total + cost[what], 0);
  const row = (name: string, cost: number, calls: number | ''): (string | number)[] => {
    return [name, figures(cost), `${((100 * cost) / milliseconds).toFixed(0)} %`, calls];
  };
  return table([
    ['dearest, uncompiled', 'ms', 'of step', 'calls'],
    ...kernels.slice(0, NAMED).map(({ name, milliseconds: cost, calls }) => row(name, cost, calls)),
    ...(rest.length > 0
      ? [row(`${rest.length} other kernels`, sum(rest, 'milliseconds'), sum(rest, 'calls'))]
      : []),
    row('outside kernels', milliseconds - sum(kernels, 'milliseconds'), ''),
  ]);
}
