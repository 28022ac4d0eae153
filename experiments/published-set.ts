import * as datasets from '@thaw/datasets';

import { countGraph, countImages, type Figures } from './count-sets.ts';

/** A set that may lie in the folder that THAW_DATA names. */
export interface PublishedSet {
  /** The function that loads it. */
  readonly name: string;
  /** Files below the folder: where any of them lies, the set is there. */
  readonly files: readonly string[];
  /** A file of another set, without which its figures cannot be counted. */
  readonly also?: string;
  readonly count: () => Promise<Figures>;
  /** What its publisher, or the paper that it came with, says. */
  readonly published: Figures;
}

/** A set of images: the sizes of its classes in both parts, and mean and deviation of its pixels where they are well known. */
export function images(
  name: string,
  load: () => Promise<Parameters<typeof countImages>[0]>,
  card: datasets.DatasetCard,
  pixels: string | undefined,
  [training, test]: readonly [training: string, test: string],
): PublishedSet {
  return {
    name,
    files: (card.files ?? []).flatMap(({ path }) => [path, path.replace(/\.gz$/, '')]),
    count: async () =>
      pixels === undefined ? omit(countImages(await load()), 'pixels') : countImages(await load()),
    published: { training, test, ...(pixels === undefined ? {} : { pixels }) },
  };
}

/** A citation network with the public split. */
export function planetoid(name: datasets.PlanetoidName, published: Figures): PublishedSet {
  return {
    name: `planetoid ${name}`,
    files: [`planetoid/ind.${name}.allx`],
    async count() {
      const graph = await datasets.planetoid(name);
      const { training, validation, test } = graph.split;
      const split = `${training.length} ${validation.length} ${test.length}`;
      return { ...omit(countGraph(graph), 'sum', 'citations', 'dangling'), split };
    },
    published,
  };
}

/** All figures but some. */
export function omit(figures: Figures, ...names: readonly string[]): Figures {
  return Object.fromEntries(Object.entries(figures).filter(([name]) => !names.includes(name)));
}
