import { expect, test } from 'vitest';

import { fromHash, type Kept, toHash } from './permalink.ts';

const kept: Kept = {
  lab: 'xor',
  seed: 7,
  settings: { rate: 0.05, activation: 'tanh' },
  code: "export const xor = 'σ(z) ≠ 🙂';\n".repeat(200),
};

test('a link keeps code, settings and seed, in letters that need no escaping, and is shorter than the code', async () => {
  const hash = await toHash(kept);
  expect(hash).toMatch(/^#lab=[\w-]+$/);
  expect(hash.length).toBeLessThan(kept.code!.length / 10);
  expect(await fromHash(hash, 'xor')).toEqual(kept);
});

test('a link to another Lab, a heading or a damaged one keeps nothing', async () => {
  const hash = await toHash(kept);
  expect(await fromHash(hash, 'cnn')).toBe(undefined);
  expect(await fromHash('#the-code', 'xor')).toBe(undefined);
  expect(await fromHash(`${hash.slice(0, 40)}!!`, 'xor')).toBe(undefined);
  expect(await fromHash('#lab=', 'xor')).toBe(undefined);
});

test('a link that somebody made up is not believed', async () => {
  const forged = [
    { ...kept, seed: '7' },
    { ...kept, seed: -1 },
    { ...kept, settings: null },
    { ...kept, settings: { rate: {} } },
    { ...kept, code: 1 },
  ];
  for (const each of forged) expect(await fromHash(await toHash(each as never), 'xor')).toBe(undefined);
});
