import { ArgumentError, describe } from '@thaw/backend';

import type { DatasetCard } from '../dataset-card.ts';
import { loadFile } from '../sources/load-file.ts';
import type { LoadOptions, SourceFile } from '../sources/source-file.ts';
import { type PlanetoidGraph, planetoidParts, readPlanetoid } from './read-planetoid.ts';

/** The networks that Planetoid's files have. */
export type PlanetoidName = 'cora' | 'citeseer' | 'pubmed';

/**
 * The files do not name their classes. Their sizes do: Planetoid's classes have, in order, as many papers as those of LINQS
 * by these names (Cora 351, 217, 418, 818, 426, 298, 180), and no two are of one size.
 */
const classes: Readonly<Record<PlanetoidName, readonly string[]>> = {
  cora: [
    'Theory',
    'Reinforcement_Learning',
    'Genetic_Algorithms',
    'Neural_Networks',
    'Probabilistic_Methods',
    'Case_Based',
    'Rule_Learning',
  ],
  citeseer: ['AI', 'ML', 'IR', 'DB', 'Agents', 'HCI'],
  pubmed: ['experimental', 'type 1', 'type 2'],
};

const rows: Readonly<Record<PlanetoidName, number>> = { cora: 2708, citeseer: 3327, pubmed: 19_717 };

/** Where Planetoid's copy of a citation network comes from, under what licence, and what to beware of. */
export function planetoidCard(name: PlanetoidName): DatasetCard {
  const published = { cora: 'Cora', citeseer: 'Citeseer', pubmed: 'PubMed Diabetes' }[name];
  const isolated =
    '15 of its rows are no papers: they have no words, no class (−1) and no edges, and are in no part.';
  return {
    name: `${published}, Planetoid's public split`,
    description:
      'The citation network as the authors of Planetoid published it, with the split that most papers on graph networks ' +
      'report on: 20 rows of each class to learn from, 500 to validate, 1,000 to test.',
    rows: rows[name],
    parts: { training: 20 * classes[name].length, validation: 500, test: 1000 },
    classes: classes[name],
    licence: 'the repository is MIT; not stated for the data',
    citation:
      'Z. Yang, W. Cohen, R. Salakhutdinov (2016). Revisiting semi-supervised learning with graph embeddings. ICML. ' +
      'https://arxiv.org/abs/1603.08861',
    source: 'https://github.com/kimiyoung/planetoid',
    files: filesOf(name),
    knownFaults: [
      'The graph lists some neighbours twice and some papers as their own: each pair is one edge here, and loops are left out.',
      ...(name === 'citeseer' ? [isolated] : []),
      ...(name === 'pubmed'
        ? []
        : ['Rows and classes are numbered in another way than in the set of LINQS.']),
    ],
  };
}

/**
 * Cora, Citeseer or PubMed with the public split of Planetoid, each pair of neighbours one edge.
 *
 * Shapes: Cora features [2708, 1433], edges [5278, 2]; Citeseer [3327, 3703], [4552, 2]; PubMed [19717, 500], [44324, 2]; the split
 * has the rows of each part. In a local folder: `planetoid/ind.cora.allx` and the others. They are pickles, read as data: nothing
 * in them is executed.
 *
 * @throws {ArgumentError} when there is no network of that name.
 * @throws {SourceError} when a file cannot be had, or is another.
 * @see Yang, Cohen and Salakhutdinov 2016, https://arxiv.org/abs/1603.08861
 */
export async function planetoid(name: PlanetoidName, options: LoadOptions = {}): Promise<PlanetoidGraph> {
  if (!Object.hasOwn(classes, name)) {
    throw new ArgumentError(`planetoid: expected 'cora', 'citeseer' or 'pubmed', got ${describe(name)}.`);
  }
  const parts: Uint8Array[] = [];
  for (const file of filesOf(name)) parts.push(await loadFile(`planetoid ${name}`, file, options));
  return readPlanetoid(parts, classes[name], `ind.${name}`);
}

/** Addresses: torch_geometric/datasets/planetoid.py of pyg-team/pytorch_geometric @ 0050843. No checksum is published. */
function filesOf(name: PlanetoidName): SourceFile[] {
  return planetoidParts.map((part) => ({
    path: `planetoid/ind.${name}.${part}`,
    urls: [`https://github.com/kimiyoung/planetoid/raw/master/data/ind.${name}.${part}`],
  }));
}
