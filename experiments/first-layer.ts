import type { Module } from '@thaw/core';

import type { Images } from './picture.ts';

/**
 * The weights into each unit of the first layer, as images.
 *
 * @param path of the kernel: [side·side, units] of a dense layer, [side, side, 1, filters] of a convolution.
 * @param caption what to write under unit i.
 */
export async function firstLayer(
  model: Module,
  title: string,
  path: string,
  caption: (unit: number) => string = String,
): Promise<Images> {
  const kernel = model.parameters().get(path)!;
  const values = await kernel.data();
  const units = kernel.shape.at(-1)!;
  const inputs = kernel.size / units;
  return {
    kind: 'images',
    title,
    side: Math.sqrt(inputs),
    images: Array.from({ length: Math.min(units, 32) }, (_, unit) => ({
      caption: caption(unit),
      pixels: Array.from({ length: inputs }, (_, i) => values[i * units + unit]!),
    })),
  };
}
