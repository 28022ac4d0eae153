import { tf } from '../tfjs.ts';
import type { Verdict } from './judge.ts';
import type { Operation } from './operation.ts';

/** What was found of an operation on one device: right, wrong, or null where it has none. */
export interface Found {
  readonly value: boolean;
  readonly gradient: boolean | null;
  readonly deterministic: boolean;
}

/** One row of the table that the site shows. */
interface Row {
  readonly name: string;
  readonly kind: string;
  /** On how many calls it was tried. */
  readonly cases: number;
  /** Why it has no gradient. */
  readonly flat?: string;
  /** How far values may be off on webgpu, where that is more than 1e-5 of the largest, and why. */
  readonly tolerance?: number;
  readonly why?: string;
  readonly cpu?: Found;
  readonly wasm?: Found;
  readonly webgl?: Found;
  readonly webgpu?: Found;
}

/** The committed table. */
export interface Recorded {
  readonly operations: readonly Row[];
}

/** What is recorded of a verdict. */
export function foundOf({ value, gradient, deterministic }: Verdict): Found {
  return { value, gradient, deterministic };
}

/** How a verdict contradicts what is recorded, in words; empty where it does not. */
export function contradiction(verdict: Verdict, recorded: Found | undefined): string {
  const found = foundOf(verdict);
  const keys = ['value', 'gradient', 'deterministic'] as const;
  if (recorded && keys.every((key) => found[key] === recorded[key])) return '';
  return [
    `found ${JSON.stringify(found)}, recorded is ${JSON.stringify(recorded)}`,
    ...verdict.faults,
    'If that is meant to be so, renew the table: THAW_RENEW=operations npx vitest run --project wasm packages/backend/src/conformance (and cpu, webgl, dawn)',
  ].join('\n');
}

/** The table with this device's column made anew; rows of operations that are gone fall out. */
export function renewed(
  recorded: Recorded,
  kinds: Record<string, readonly Operation[]>,
  verdicts: ReadonlyMap<string, Verdict>,
): Recorded {
  const before = new Map(recorded.operations.map((row) => [row.name, row]));
  const operations = Object.entries(kinds).flatMap(([kind, all]) =>
    all.map(({ name, cases, flat, tolerance, why }): Row => {
      const { cpu, wasm, webgl, webgpu } = before.get(name) ?? {};
      const own = verdicts.get(name);
      return {
        name,
        kind,
        cases: cases.length,
        ...(flat !== undefined && { flat }),
        ...(tolerance !== undefined && { tolerance }),
        ...(why !== undefined && { why }),
        ...(cpu && { cpu }),
        ...(wasm && { wasm }),
        ...(webgl && { webgl }),
        ...(webgpu && { webgpu }),
        ...(own && { [tf.getBackend()]: foundOf(own) }),
      };
    }),
  );
  return { operations };
}
