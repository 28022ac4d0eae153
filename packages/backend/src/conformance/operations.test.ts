import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import recorded from '../../fixtures/operations.json' with { type: 'json' };
import { type DeviceName, ensureDevice, environmentVariable, tf } from '../index.ts';
import { registerMissingKernels } from '../kernels/missing-kernels.ts';
import { judge, type Verdict } from './judge.ts';
import { operationsByKind } from './operations.ts';
import { contradiction, foundOf, type Recorded, renewed, writeRecord } from './record.ts';

const kinds = operationsByKind();
const renewing = environmentVariable('THAW_RENEW') === 'operations';
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
  const address = new URL('../../fixtures/operations.json', import.meta.url);
  await writeRecord(address, renewed(recorded as Recorded, kinds, verdicts));
});
