import { seed, tf, train } from '@thaw/core';
import { madeCorpus } from '@thaw/datasets';
import { adam } from '@thaw/optimizers';
import { negativeSampling, PCA, SkipGram, SkipGramBatches } from '@thaw/unsupervised';

import type { Budget, Experiment, Outcome, Progress } from './experiment.ts';
import type { Picture } from './picture.ts';

/** How many sentences there are, and how often they are gone through. */
const sizes: Record<Budget, { sentences: number; epochs: number }> = {
  test: { sentences: 1000, epochs: 3 },
  tour: { sentences: 4000, epochs: 5 },
  proof: { sentences: 4000, epochs: 5 },
};
const BATCH = 256;
const UNITS = 16;

/**
 * Skip-gram with negative sampling reads sentences of a made language, 74 words of 11 word classes, and knows nothing of
 * the classes. Then the nearest neighbour of each word is looked up: is it of the same class?
 *
 * @see Mikolov et al. 2013, https://arxiv.org/abs/1310.4546
 */
export const skipGram: Experiment = {
  id: 'skip-gram',
  title: 'Words are known by the company they keep',
  year: 2013,
  source: 'Mikolov et al., "Distributed representations of words and phrases and their compositionality"',
  seeds: [1, 2, 3, 4, 5],
  bars: [
    {
      result: 'sameClass',
      claim: 'for at least 95% of the words the nearest neighbour by cosine is of the same class',
      atLeast: 0.95,
      over: 'each',
      budgets: ['tour', 'proof'],
    },
  ],

  async *run({ seed: value, budget }): AsyncGenerator<Progress, Outcome, void> {
    seed(value);
    const { sentences: count, epochs } = sizes[budget];
    const { words, classes, sentences } = madeCorpus(count);
    const batches = new SkipGramBatches(sentences, BATCH, { window: 2, negatives: 5 });
    const model = new SkipGram(words.length, UNITS);
    const optimizer = adam({ learningRate: 0.01 });
    const stepsOf = Array.from({ length: epochs }, (_, epoch) => [...batches.epoch(epoch)].length);
    const steps = stepsOf.reduce((sum, length) => sum + length, 0);
    const draw = (): Promise<Picture> => drawWords(model, words, classes);
    const losses: [number, number][] = [];
    const shares: [number, number][] = [];
    try {
      const options = { objective: negativeSampling, optimizer, epochs };
      for await (const { step, loss } of train(model, batches, options)) {
        losses.push([step, await loss]);
        if (step % 50 === 1 || step === steps) shares.push([step, (await neighbours(model, classes)).share]);
        const [, sameClass] = shares.at(-1)!;
        yield { part: 'words', step, steps, loss: losses.at(-1)![1], figures: { sameClass }, draw };
      }
      const { share, nearest } = await neighbours(model, classes);
      const strays = words.flatMap((word, id) =>
        classes[id] === classes[nearest[id]!] ? [] : [`${word} → ${words[nearest[id]!]}`],
      );
      return {
        results: { sameClass: share },
        summary:
          `for ${(100 * share).toFixed(1)}% of ${words.length} words the nearest is of the same class` +
          (strays.length > 0 ? `; not for ${strays.join(', ')}` : ''),
        steps,
        pictures: [
          await draw(),
          drawCurve('loss', losses),
          drawCurve('part of the words whose nearest is of the same class', shares),
          drawNeighbours(words, classes, nearest),
        ],
      };
    } finally {
      optimizer.dispose();
      model.dispose();
    }
  },
};

/** The nearest word of each, and the part of the words for which it is of the same class. */
async function neighbours(
  model: SkipGram,
  classes: readonly string[],
): Promise<{ share: number; nearest: number[] }> {
  const nearest: number[] = [];
  for (const id of classes.keys()) nearest.push((await model.nearest(id, 1))[0]!.id);
  return {
    nearest,
    share: classes.filter((name, id) => name === classes[nearest[id]!]).length / classes.length,
  };
}

/** The vectors, scaled to length 1, on their first two principal components. */
async function drawWords(
  model: SkipGram,
  words: readonly string[],
  classes: readonly string[],
): Promise<Picture> {
  const vectors = tf.tidy(() => {
    const { value } = model.centers.embeddings;
    return value.div(value.norm('euclidean', 1, true)) as tf.Tensor2D;
  });
  const pca = new PCA(UNITS, 2);
  await pca.fit(vectors);
  const codes = pca.transform(vectors);
  const places = await codes.data();
  tf.dispose([vectors, codes]);
  pca.dispose();
  const point = (id: number) => ({ x: places[2 * id]!, y: places[2 * id + 1]!, label: words[id]! });
  const ids = Array.from(words.keys());
  return {
    kind: 'scatter',
    title: 'Skip-gram: the words on two principal components of their vectors',
    x: 'first component',
    y: 'second component',
    groups: [...new Set(classes)].map((name) => ({
      name,
      points: ids.filter((id) => classes[id] === name).map(point),
    })),
  };
}

function drawCurve(title: string, points: readonly (readonly [number, number])[]): Picture {
  return {
    kind: 'lines',
    title: `Skip-gram: ${title}`,
    x: 'step',
    y: title,
    series: [{ name: title, points }],
  };
}

function drawNeighbours(
  words: readonly string[],
  classes: readonly string[],
  nearest: readonly number[],
): Picture {
  const ids = [...new Set(classes)].map((name) => classes.indexOf(name)); // the commonest of each class
  return {
    kind: 'samples',
    title: 'Skip-gram: the nearest neighbour of the commonest word of each class',
    columns: ['word', 'class', 'nearest', 'its class'],
    rows: ids.map((id) => [words[id]!, classes[id]!, words[nearest[id]!]!, classes[nearest[id]!]!]),
  };
}
