import type { LegendEntry } from './drawing.ts';

const svg = 'http://www.w3.org/2000/svg';

const shapes: Record<LegendEntry['sign'], string> = {
  line: 'M0 8h24',
  border: 'M7 0h2v16h-2z',
  circle: 'M8 2a6 6 0 1 1 0 12a6 6 0 1 1 0-12z',
  triangle: 'M8 2l7 12h-14z',
  square: 'M2.5 2.5h11v11h-11z',
  diamond: 'M8 1l6 7l-6 7l-6-7z',
  cross: 'M6 2h4v4h4v4h-4v4h-4v-4h-4v-4h4z',
  star: 'M8 1l2 5h5l-4 3.3l1.6 5.2l-4.6-3.2l-4.6 3.2l1.6-5.2l-4-3.3h5z',
};

const narrow = { width: '14', height: '14', viewBox: '0 0 16 16' };
const wide = { width: '21', height: '14', viewBox: '0 0 24 16' };

/** Signs and what they stand for, in a row that breaks where the page is narrow. */
export function drawLegend(entries: readonly LegendEntry[], document: Document): HTMLElement {
  const shape = (outline: string, colour: string): SVGPathElement => {
    const path = document.createElementNS(svg, 'path');
    path.setAttribute('d', outline);
    path.setAttribute('fill', colour);
    return path;
  };
  const list = document.createElement('div');
  list.setAttribute('style', 'display:flex;flex-wrap:wrap;gap:0.1em 1.2em;font-size:0.85em;margin:0.2em 0');
  for (const { sign, colour, dash, text } of entries) {
    const item = document.createElement('span');
    const drawn = document.createElementNS(svg, 'svg');
    for (const [name, value] of Object.entries(sign === 'line' ? wide : narrow)) {
      drawn.setAttribute(name, value);
    }
    drawn.setAttribute('aria-hidden', 'true');
    drawn.setAttribute('style', 'vertical-align:-0.15em;margin-right:0.4em');
    // A border is dark and lies on light colours; here it brings its ground along.
    if (sign === 'border') drawn.append(shape('M0 2h16v12H0z', '#cfd3da'));
    const drawnSign = shape(shapes[sign], sign === 'line' ? 'none' : colour);
    if (sign === 'line') {
      drawnSign.setAttribute('stroke', colour);
      drawnSign.setAttribute('stroke-width', '2.5');
      if (dash) drawnSign.setAttribute('stroke-dasharray', dash);
    }
    drawn.append(drawnSign);
    item.append(drawn, text);
    list.append(item);
  }
  return list;
}
