import type { Picture, Samples } from '@thaw/experiments/picture';

import type { Canvas, Drawing } from './drawing.ts';
import { drawField } from './field.ts';
import { drawHeatmap } from './heatmap.ts';
import { drawImages } from './images.ts';
import { drawLegend } from './legend.ts';
import { drawLines } from './lines.ts';
import { drawMatrix } from './matrix.ts';
import { drawSamples } from './samples.ts';
import { drawScatter } from './scatter.ts';

/** Options of `drawPicture`. */
export interface DrawOptions {
  /** The document it will stand in: in Node that of jsdom. @defaultValue the page's own */
  readonly document?: Document;
  /** The most pixels it is wide; on a narrower page it shrinks. @defaultValue 480 */
  readonly width?: number;
}

/**
 * Draws a picture as a `<figure>`: its title, a legend where one is needed, and the chart as SVG, or a table for samples.
 * It takes colour and typeface of the text around it and needs nothing from outside.
 *
 * @example
 * ```ts
 * import { drawPicture } from '@thaw/figures';
 *
 * page.append(drawPicture({ kind: 'lines', title: 'Loss', x: 'step', y: 'loss', series: [{ name: 'loss', points }] }));
 * ```
 */
export function drawPicture(picture: Picture, options: DrawOptions = {}): HTMLElement {
  const { document = globalThis.document, width = 480 } = options;
  const figure = document.createElement('figure');
  figure.setAttribute('class', `thaw-figure thaw-figure-${picture.kind}`);
  figure.setAttribute('style', 'margin:0');
  const title = document.createElement('figcaption');
  title.textContent = picture.title;
  if (picture.kind === 'samples') {
    figure.append(title, drawSamples(picture, { document, width }));
    return figure;
  }
  const { chart, description, legend } = drawKind(picture, { document, width });
  // The chart is one image to those who cannot see it; its parts have a name for style sheets and tests alone.
  for (const part of chart.querySelectorAll('[aria-label]')) {
    part.setAttribute('data-mark', part.getAttribute('aria-label')!);
    part.removeAttribute('aria-label');
  }
  chart.setAttribute('role', 'img');
  chart.setAttribute('aria-label', `${picture.title}. ${description}`);
  figure.append(title);
  if (legend.length > 0) figure.append(drawLegend(legend, document));
  figure.append(chart);
  return figure;
}

function drawKind(picture: Exclude<Picture, Samples>, canvas: Canvas): Drawing {
  switch (picture.kind) {
    case 'lines':
      return drawLines(picture, canvas);
    case 'field':
      return drawField(picture, canvas);
    case 'matrix':
      return drawMatrix(picture, canvas);
    case 'images':
      return drawImages(picture, canvas);
    case 'heatmap':
      return drawHeatmap(picture, canvas);
    case 'scatter':
      return drawScatter(picture, canvas);
  }
}
