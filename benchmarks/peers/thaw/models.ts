import { GPT } from '@thaw/attention';
import { type Module, relu, Sequential } from '@thaw/core';
import { Conv2D, Dense, Flatten, MaxPooling2D } from '@thaw/layers';
import { LanguageModel } from '@thaw/rnn';

import type { Cnn, MatMul, Workload } from '../../steps/workload.ts';

/** The model of a workload, as a user of the packages writes it. */
export function buildModel(workload: Exclude<Workload, MatMul>): Module {
  if (workload.kind === 'mlp') return mlp(workload.widths);
  if (workload.kind === 'cnn') return cnn(workload);
  if (workload.kind === 'lstm') {
    const { vocabulary, hidden, embedding } = workload;
    return new LanguageModel(vocabulary, hidden, { embeddingUnits: embedding });
  }
  const { vocabulary, context, width, layers, heads } = workload;
  return new GPT({
    vocabularySize: vocabulary,
    contextLength: context,
    width,
    layers,
    numHeads: heads,
    dropout: 0,
  });
}

function mlp(widths: readonly number[]): Sequential {
  const last = widths.length - 2;
  return new Sequential(
    widths.slice(1).map((units, i) => new Dense(widths[i]!, units, i === last ? {} : { activation: relu })),
  );
}

function cnn({ size, filters: [first, second], units, classes }: Cnn): Sequential {
  const convolution = { padding: 'same', activation: relu } as const;
  return new Sequential([
    new Conv2D(1, first, 3, convolution),
    new MaxPooling2D(2),
    new Conv2D(first, second, 3, convolution),
    new MaxPooling2D(2),
    new Flatten(),
    new Dense((size / 4) ** 2 * second, units, { activation: relu }),
    new Dense(units, classes),
  ]);
}
