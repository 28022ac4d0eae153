import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import recorded from '../../fixtures/operations.json' with { type: 'json' };
import { type DeviceName, ensureDevice, tf } from '../index.ts';
import { registerMissingKernels } from '../kernels/missing-kernels.ts';
import { judge, type Verdict } from './judge.ts';
import { operationsByKind } from './operations.ts';
import { contradiction, foundOf, type Recorded, renewed } from './record.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What the tests are to make anew: THAW_RENEW. */
    renewing: string;
  }
}

const kinds = operationsByKind();
const renewing = inject('renewing') === 'operations';
const rows = new Map((recorded as Recorded).operations.map((row) => [row.name, row]));
const verdicts = new Map<string, Verdict>();

beforeAll(async () => {
  const { name } = await ensureDevice();
  registerMissingKernels(name);
});

describe.each(Object.entries(kinds))('operations, %s:', (_, operations) => {
  test.each(operations.map((operation) => ({ ...operation, operation })))(
    '$name is what the table says',
    async ({ name, operation }) => {
      const verdict = await judge(operation);
      verdicts.set(name, verdict);
      const device = tf.getBackend() as DeviceName;
      expect(contradiction(verdict, renewing ? foundOf(verdict) : rows.get(name)?.[device])).toBe('');
    },
  );
});

test('the table has a row for each operation and no other', () => {
  const names = Object.values(kinds).flatMap((operations) => operations.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
  expect(renewing ? names : [...rows.keys()]).toEqual(names);
});

afterAll(async () => {
  if (!renewing) return;
  const table = `${JSON.stringify(renewed(recorded as Recorded, kinds, verdicts), null, 2)}\n`;
  const file = 'packages/backend/fixtures/operations.json';
  if ('document' in globalThis) await (await import('vitest/browser')).commands.writeFile(file, table);
  else await (await import('node:fs/promises')).writeFile(file, table);
});
