import type { Samples } from '@thaw/experiments/picture';

import type { Canvas } from './drawing.ts';

/** A few cases in words, as a table that scrolls by itself where the page is narrow. */
export function drawSamples({ title, columns, rows }: Samples, { document }: Canvas): HTMLElement {
  const table = document.createElement('table');
  table.setAttribute(
    'style',
    'display:table;overflow:visible;width:100%;margin:0;border-collapse:collapse;font-variant-numeric:tabular-nums',
  );
  const head = table.createTHead().insertRow();
  for (const name of columns) {
    const cell = document.createElement(name === '' ? 'td' : 'th'); // a heading says something
    if (name !== '') cell.setAttribute('scope', 'col');
    cell.textContent = name;
    head.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const value of row) {
      const cell = line.insertCell();
      cell.textContent = value;
      cell.setAttribute('style', 'white-space:pre-wrap');
    }
  }
  const place = document.createElement('div');
  place.setAttribute('style', 'overflow-x:auto');
  place.setAttribute('tabindex', '0');
  place.setAttribute('role', 'group');
  place.setAttribute('aria-label', title);
  place.append(table);
  return place;
}
