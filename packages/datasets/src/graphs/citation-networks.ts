import { type Archive, loadMembers } from '../archives/load-members.ts';
import type { DatasetCard } from '../dataset-card.ts';
import type { LoadOptions } from '../sources/source-file.ts';
import type { CitationGraph } from './citation-graph.ts';
import { readLinqs } from './read-linqs.ts';
import { readPubmed } from './read-pubmed.ts';

// Addresses and md5: torchdrug/datasets/{cora,citeseer,pubmed}.py of DeepGraphLearning/torchdrug @ 9e658a4; the page of LINQS: stellargraph/datasets/
// datasets.py of stellargraph/stellargraph @ 0caf464.
const coraArchive: Archive = {
  file: {
    path: 'cora/cora.tgz',
    urls: ['https://linqs-data.soe.ucsc.edu/public/lbc/cora.tgz'],
    md5: '2fc040bee8ce3d920e4204effd1e9214',
  },
  members: ['cora/cora.content', 'cora/cora.cites'],
  most: 2 ** 24, // 8 MB
};

const citeseerArchive: Archive = {
  file: {
    path: 'citeseer/citeseer.tgz',
    urls: ['https://linqs-data.soe.ucsc.edu/public/lbc/citeseer.tgz'],
    md5: 'c8ded8ed395b31899576bfd1e91e4d6e',
  },
  members: ['citeseer/citeseer.content', 'citeseer/citeseer.cites'],
  most: 2 ** 26, // 25 MB
};

const pubmedArchive: Archive = {
  file: {
    path: 'pubmed/Pubmed-Diabetes.tgz',
    urls: ['https://linqs-data.soe.ucsc.edu/public/Pubmed-Diabetes.tgz'],
    md5: '9fa24b917990c47e264a94079b9599fe',
  },
  members: [
    'Pubmed-Diabetes/data/Pubmed-Diabetes.NODE.paper.tab',
    'Pubmed-Diabetes/data/Pubmed-Diabetes.DIRECTED.cites.tab',
  ],
  most: 2 ** 28, // with files that are not read
};

const SEN =
  'P. Sen, G. Namata, M. Bilgic, L. Getoor, B. Gallagher, T. Eliassi-Rad (2008). Collective classification in network ' +
  'data. AI Magazine 29(3), 93-106';

/** Where Cora comes from, under what licence, and what to beware of. */
export const coraCard: DatasetCard = {
  name: 'Cora',
  description:
    'Papers on machine learning and their citations. Input: whether each of 1,433 words is in the paper; class: its ' +
    'topic. The set of LINQS: all 2,708 papers with 5,429 citations among them.',
  rows: 2708,
  classes: [
    'Case_Based',
    'Genetic_Algorithms',
    'Neural_Networks',
    'Probabilistic_Methods',
    'Reinforcement_Learning',
    'Rule_Learning',
    'Theory',
  ],
  licence: 'not stated by the publisher',
  citation: SEN,
  source: 'https://linqs.soe.ucsc.edu/data',
  files: [coraArchive.file],
  knownFaults: [
    '151 pairs of papers cite each other: without direction there are 5,278 edges, not 5,429.',
    'It has no split of its own; that of most papers on graph networks is in `planetoid`, with other numbers for rows and classes.',
  ],
};

/** Where Citeseer comes from, under what licence, and what to beware of. */
export const citeseerCard: DatasetCard = {
  name: 'Citeseer',
  description:
    'Papers of computer science and their citations. Input: whether each of 3,703 words is in the paper; class: its ' +
    'field. The set of LINQS.',
  rows: 3312,
  classes: ['AI', 'Agents', 'DB', 'HCI', 'IR', 'ML'],
  licence: 'not stated by the publisher',
  citation: SEN,
  source: 'https://linqs.soe.ucsc.edu/data',
  files: [citeseerArchive.file],
  knownFaults: [
    '17 of its 4,732 citations are of papers that it does not have; `dangling` counts them, and they are not among the edges.',
    'Ids are numbers for some papers and names (bradshaw97introduction) for others: they are texts here.',
    'Some papers cite themselves, and some cite nobody and are cited by nobody.',
  ],
};

/** Where PubMed Diabetes comes from, under what licence, and what to beware of. */
export const pubmedCard: DatasetCard = {
  name: 'PubMed Diabetes',
  description:
    'Papers on diabetes in PubMed and their citations. Input: the TF-IDF weights of 500 words; class: the kind of ' +
    'diabetes. The set of LINQS: 19,717 papers, 44,338 citations.',
  rows: 19_717,
  classes: ['experimental', 'type 1', 'type 2'],
  licence: 'not stated by the publisher',
  citation:
    'G. Namata, B. London, L. Getoor, B. Huang (2012). Query-driven active surveying for collective classification. ' +
    'Mining and Learning with Graphs',
  source: 'https://linqs.soe.ucsc.edu/data',
  files: [pubmedArchive.file],
  knownFaults: ['Its labels 1, 2 and 3 are classes 0, 1 and 2 here.'],
};

/**
 * Cora: 2,708 papers on machine learning, 1,433 words, seven topics, 5,429 citations.
 *
 * Shapes: features [2708, 1433] of 0 and 1, labels [2708], edges [5429, 2]: the row of the paper that cites, then of the cited.
 * In a local folder: `cora/cora.content` and `cora/cora.cites`, or `cora/cora.tgz`.
 *
 * @throws {SourceError} when it cannot be had, or is another.
 * @see Sen et al. 2008, https://doi.org/10.1609/aimag.v29i3.2157
 */
export async function cora(options: LoadOptions = {}): Promise<CitationGraph> {
  const [content, cites] = await loadMembers('cora', coraArchive, options);
  return readLinqs(content!, cites!, 'cora');
}

/**
 * Citeseer: 3,312 papers of computer science, 3,703 words, six fields, 4,715 citations.
 *
 * Shapes: features [3312, 3703] of 0 and 1, labels [3312], edges [4715, 2]: the row of the paper that cites, then of the cited.
 * In a local folder: `citeseer/citeseer.content` and `citeseer/citeseer.cites`, or `citeseer/citeseer.tgz`.
 *
 * @throws {SourceError} when it cannot be had, or is another.
 * @see Sen et al. 2008, https://doi.org/10.1609/aimag.v29i3.2157
 */
export async function citeseer(options: LoadOptions = {}): Promise<CitationGraph> {
  const [content, cites] = await loadMembers('citeseer', citeseerArchive, options);
  return readLinqs(content!, cites!, 'citeseer');
}

/**
 * PubMed Diabetes: 19,717 papers, the TF-IDF weights of 500 words, three kinds of diabetes, 44,338 citations.
 *
 * Shapes: features [19717, 500], labels [19717], edges [44338, 2]: the row of the paper that cites, then of the cited.
 * In a local folder: the two .tab files that are read, in `pubmed/`, or `pubmed/Pubmed-Diabetes.tgz`.
 *
 * @throws {SourceError} when it cannot be had, or is another.
 */
export async function pubmed(options: LoadOptions = {}): Promise<CitationGraph> {
  const [nodes, cites] = await loadMembers('pubmed', pubmedArchive, options);
  return readPubmed(nodes!, cites!, pubmedCard.classes);
}
