import { expect, test } from 'vitest';

import * as datasets from './index.ts';

const cards = datasets.datasetCards();

test('every card that is exported is among them, by a call of a function that is', () => {
  const exported = Object.entries(datasets).filter(([name]) => name.endsWith('Card'));
  for (const [name, card] of exported) {
    const one =
      typeof card === 'function' ? datasets.planetoidCard('cora').name : (card as datasets.DatasetCard).name;
    expect([name, Object.values(cards).some((each) => each.name === one)]).toEqual([name, true]);
  }
  const functions = Object.entries(datasets).flatMap(([name, each]) =>
    typeof each === 'function' ? [name] : [],
  );
  for (const call of Object.keys(cards)) expect(functions).toContain(call.split('(')[0]);
});

test.each(Object.entries(cards))(
  'the card of %s is whole: it ships with a checksum or names its files',
  (_, card) => {
    for (const text of [card.name, card.description, card.licence, card.citation]) expect(text).toMatch(/\S/);
    expect(card.source).toMatch(/^https?:\/\/\S+$/);
    expect(card.rows).toBeGreaterThan(0);
    expect(card.knownFaults.length).toBeGreaterThan(0);
    expect(new Set(card.classes).size).toBe(card.classes.length);
    expect(card.sha256 ?? '').toMatch(card.files === undefined ? /^[0-9a-f]{64}$/ : /^$/);
    for (const { path, urls, sha256, md5 } of card.files ?? []) {
      expect(path).toMatch(/^[\w-]+\/[\w./-]+$/);
      for (const url of urls) expect(url).toMatch(/^https?:\/\/\S+$/);
      expect(sha256 ?? '').toMatch(/^([0-9a-f]{64})?$/);
      expect(md5 ?? '').toMatch(/^([0-9a-f]{32})?$/);
    }
  },
);
