import { confusionMatrix, evaluate, type Module, predict, softmax, tf } from '@thaw/core';
import { digitsClasses, type LabelledColumns, type Table } from '@thaw/datasets';

import type { Answer } from './experiment.ts';
import type { Picture } from './picture.ts';

type Digits = Table<LabelledColumns>;

/** The losses of every step, and the validation's after every epoch. */
export function lossCurves(title: string, losses: readonly number[], validation: readonly number[]): Picture {
  const perEpoch = losses.length / validation.length;
  return {
    kind: 'lines',
    title: `${title}: loss`,
    x: 'step',
    y: 'loss',
    series: [
      { name: 'training', points: losses.map((loss, i) => [i + 1, loss] as const) },
      { name: 'validation', points: validation.map((loss, i) => [(i + 1) * perEpoch, loss] as const) },
    ],
  };
}

/** Shows the model an image, 64 values from 0 to 1 as those of the digits, and draws its probabilities. */
export function answerWith(model: Module, images: boolean): Answer {
  return async ({ data }) => {
    const logits = await predict(model, { data, shape: images ? [1, 8, 8, 1] : [1, 64] });
    const probabilities = tf.tidy(() => softmax(logits));
    const values = Array.from(await probabilities.data());
    tf.dispose([logits, probabilities]);
    const best = values.indexOf(Math.max(...values));
    return {
      kind: 'heatmap',
      title: `It reads ${digitsClasses[best]}, with probability ${values[best]!.toFixed(2)}`,
      x: 'digit',
      y: '',
      rows: ['probability'],
      columns: [...digitsClasses],
      values: [values],
      low: 0,
      high: 1,
    };
  };
}

/** What the model confuses, and what it misreads. */
export async function look(title: string, model: Module, test: Digits): Promise<Picture[]> {
  const { confusionMatrix: counts } = await evaluate(model, test.batches(256), {
    metrics: [confusionMatrix(10)],
  });
  const { input, target } = test.columns;
  const logits = await predict(model, input);
  const best = tf.tidy(() => logits.argMax(-1));
  const answers = await best.data();
  tf.dispose([logits, best]);
  const misread = Array.from(target.data.keys()).filter((i) => answers[i] !== target.data[i]);
  return [
    { kind: 'matrix', title: `${title}: true digit and answer`, classes: [...digitsClasses], counts },
    {
      kind: 'images',
      title: `${title}: misread digits, true → answer`,
      side: 8,
      images: misread.slice(0, 24).map((i) => ({
        caption: `${target.data[i]} → ${answers[i]}`,
        pixels: Array.from(input.data.subarray(64 * i, 64 * (i + 1))),
      })),
    },
  ];
}
