import { image, plot, rect, text } from '@observablehq/plot';
import type { Images } from '@thaw/experiments/picture';

import { bitmapAddress } from './bitmap.ts';
import { type Canvas, chartStyle, type Drawing } from './drawing.ts';

/** Small grey images in rows of one length, each with its caption below, where there are captions. */
export function drawImages({ images, side, columns: wanted }: Images, canvas: Canvas): Drawing {
  const longest = Math.max(0, ...images.map(({ caption }) => caption.length));
  const narrowest = Math.max(58, 8 * longest + 6);
  const columns = wanted ?? balanced(images.length, Math.max(1, Math.floor(canvas.width / narrowest)));
  const pitch = Math.min(88, Math.floor(canvas.width / columns));
  const size = Math.min(pitch - (longest === 0 ? 3 : 10), 64);
  const height = size + (longest === 0 ? 3 : 26);
  const placed = images.map(({ caption, pixels }, i) => {
    const x = (i % columns) * pitch + pitch / 2;
    const y = Math.floor(i / columns) * height + size / 2 + 2;
    return { caption, x, y, x1: x - size / 2, x2: x + size / 2, y1: y - size / 2, y2: y + size / 2, pixels };
  });
  type Placed = (typeof placed)[number];
  const chart = plot({
    ...chartStyle(canvas),
    width: columns * pitch,
    height: Math.max(1, Math.ceil(images.length / columns)) * height,
    margin: 0,
    x: { type: 'identity', axis: null },
    y: { type: 'identity', axis: null },
    marks: [
      image(placed, {
        x: 'x',
        y: 'y',
        src: ({ pixels }: Placed) => bitmapAddress(pixels, side),
        width: size,
        height: size,
        preserveAspectRatio: 'none',
        imageRendering: 'pixelated',
      }),
      rect(placed, {
        x1: 'x1',
        x2: 'x2',
        y1: 'y1',
        y2: 'y2',
        fill: 'none',
        stroke: 'currentColor',
        strokeOpacity: 0.3,
      }),
      text(placed, { x: 'x', y: 'y2', text: 'caption', dy: 11 }),
      ...(images.length === 0 ? [text(['none'], { frameAnchor: 'middle', fontStyle: 'italic' })] : []),
    ],
  });
  return { chart, description: inWords(images), legend: [] };
}

/** As many columns as make all rows but the last equally long, and the last nearly so. */
function balanced(count: number, most: number): number {
  const rows = Math.max(1, Math.ceil(count / most));
  return Math.max(1, Math.ceil(count / rows));
}

function inWords(images: Images['images']): string {
  if (images.length === 0) return 'There are none.';
  const captions = images.map(({ caption }) => caption).filter((caption) => caption !== '');
  const count = `${images.length} ${images.length === 1 ? 'image' : 'images'}`;
  return captions.length === 0 ? `${count}.` : `${count}: ${captions.join(', ')}.`;
}
