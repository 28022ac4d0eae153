import { expect, test } from 'vitest';

import { ImageError, imageFolder } from './index.ts';

/** A PNG of two pixels beside each other. */
async function png(left: string, right: string): Promise<Blob> {
  const canvas = new OffscreenCanvas(2, 1);
  const context = canvas.getContext('2d')!;
  for (const [x, colour] of [left, right].entries()) {
    context.fillStyle = colour;
    context.fillRect(x, 0, 1, 1);
  }
  return canvas.convertToBlob({ type: 'image/png' });
}

test('a page decodes the files that someone chose, and what stands at an address', async () => {
  const red = await png('rgb(255, 0, 0)', 'rgb(0, 0, 255)');
  const file = new File([red], '1.png');
  Object.defineProperty(file, 'webkitRelativePath', { value: 'leaves/oak/1.png' });
  const address = URL.createObjectURL(await png('rgb(7, 7, 7)', 'rgb(9, 9, 9)'));
  const images = await imageFolder([file, { path: 'leaves/ash/1.png', source: address }], { size: [1, 2] });
  expect(images.classes).toEqual(['ash', 'oak']);
  const { input, target } = (await images.table()).columns;
  expect([...input.data]).toEqual([7, 7, 7, 9, 9, 9, 255, 0, 0, 0, 0, 255]);
  expect([...target.data]).toEqual([0, 1]);
  const grey = await imageFolder([file], { size: [1, 2], channels: 1 });
  for await (const batch of grey.batches(1, { scale: 1, shuffle: false, prefetch: 1 })) {
    expect([...batch.input.data]).toEqual([76, 29]);
  }
  const broken = await imageFolder([new File(['no image'], 'a/b.png')], { size: 1 });
  await expect(broken.table()).rejects.toThrow(new ImageError('a/b.png is no image that can be decoded.'));
});
