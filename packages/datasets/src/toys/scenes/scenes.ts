import { ArgumentError, describe, type Random, sharedRandom } from '@thaw/backend';

import type { FloatData } from '../../table/columns.ts';
import { Table } from '../../table/table.ts';
import { type WholeRange, requireMade, requireRange } from '../require.ts';
import { captionOf, questionsOf } from './describe-scene.ts';
import { drawScene } from './draw-scene.ts';
import { colours, type Scene, type SceneObject, shapes } from './scene.ts';

/** Options of `scenes`. */
export interface ScenesOptions {
  /** How many scenes. @defaultValue 100 */
  readonly rows?: number;
  /** Pixels of a side. @defaultValue 32 */
  readonly size?: number;
  /** Things in a scene, or the least and the most of them, up to 6. @defaultValue [2, 4] */
  readonly objects?: WholeRange;
  /** @defaultValue a fork of the shared generator */
  readonly random?: Random;
}

/** Images, and what is on them. */
export interface Scenes {
  /** Shape [rows, size, size, 3]: red, green and blue, each 0 or 1. */
  readonly images: Table<{ readonly input: FloatData }>;
  /** What is on each image: things, caption, questions with their answers. */
  readonly scenes: readonly Scene[];
}

/**
 * Small images of coloured things, with captions and with questions, all of them answered: of one thing (its shape, its
 * half of the image) and of several (which is nearest, how many are alike, which is left of which).
 *
 * The things of a scene are of different colours, and stand in different cells of four by four, each moved a little.
 * Captions and answers are worked out from the places, so they are right; a question that has no one answer is not asked.
 *
 * @throws {ArgumentError} when rows is not a whole number from 1 on, size one from 24 on, or objects one from 1 to 6.
 * @see Santoro et al. 2017, https://arxiv.org/abs/1706.01427, whose Sort-of-CLEVR is of this kind
 * @example
 * ```ts
 * import { Random } from '@thaw/core';
 * import { scenes } from '@thaw/datasets';
 *
 * const made = scenes({ rows: 10, random: new Random(7) });
 * console.log(made.images.column('input').shape); // [ 10, 32, 32, 3 ]
 * console.log(made.scenes[0]!.caption, made.scenes[0]!.questions[0]);
 * ```
 */
export function scenes(options: ScenesOptions = {}): Scenes {
  const { rows = 100, size = 32, objects = [2, 4], random = sharedRandom().fork() } = options;
  requireMade('scenes', options, { rows: [rows, 1], size: [size, 24] }, ['objects']);
  const [least, most] = requireRange('scenes', 'objects', objects, 1);
  const names = Object.keys(colours) as SceneObject['colour'][];
  if (most > names.length) {
    throw new ArgumentError(
      `scenes: objects must be at most ${names.length}, one for each colour, got ${describe(most)}.`,
    );
  }
  const cell = Math.floor(size / 4);
  const reach = Math.floor((cell - 2) / 2);
  const free = cell - 2 * reach; // the places in a cell, along one side
  const pixels = size * size * 3;
  const input = new Float32Array(rows * pixels);
  const made = Array.from({ length: rows }, (_, row): Scene => {
    const count = least + random.integers(1, most - least + 1)[0]!;
    const order = random.permutation(names.length);
    const cells = random.permutation(16);
    const kinds = random.integers(count, shapes.length);
    const moves = random.integers(2 * count, free);
    const things = Array.from({ length: count }, (_, i): SceneObject => {
      const [column, line] = [cells[i]! % 4, Math.floor(cells[i]! / 4)];
      return {
        colour: names[order[i]!]!,
        shape: shapes[kinds[i]!]!,
        x: column * cell + reach + moves[2 * i]!,
        y: line * cell + reach + moves[2 * i + 1]!,
      };
    });
    drawScene(input.subarray(row * pixels, (row + 1) * pixels), size, things, reach);
    return { objects: things, caption: captionOf(things, size), questions: questionsOf(things, size) };
  });
  return { images: new Table({ input: { data: input, shape: [rows, size, size, 3] } }), scenes: made };
}
