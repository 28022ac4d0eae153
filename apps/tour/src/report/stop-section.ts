import { drawPicture } from '@thaw/figures';

import type { JudgedBar } from '../judge-bars.ts';
import { figure } from '../progress-line.ts';
import type { StopResult } from '../run-stop.ts';
import { escape } from './escape.ts';
import { stories } from './stories.ts';

/** One stop of the report: what it is about, what was learned, its bars and its pictures. */
export function stopSection({ experiment, outcome, bars }: StopResult, document: Document): string {
  const { id, title, year, source } = experiment;
  const story = stories[id];
  // Two or three side by side, whichever leaves no gap; the narrower are drawn so, for their text to stay readable.
  const three = outcome.pictures.length % 3 === 0;
  const pictures = outcome.pictures.map(
    (picture) => drawPicture(picture, { document, width: three ? 360 : 480 }).outerHTML,
  );
  return `
<section id="${escape(id)}">
  <p class="year">${year}</p>
  <h2>${escape(title)}</h2>
  ${story === undefined ? '' : `<p>${escape(story)}</p>`}
  <p class="source">${escape(source)}, ${year}.</p>
  <p>This run: ${escape(outcome.summary)}.</p>
  <ul class="bars">${bars.map(barItem).join('')}</ul>
  <div class="pictures${three ? ' three' : ''}">
${pictures.join('\n')}
  </div>
</section>`;
}

const signs = { reached: '✓', 'not reached': '✗', 'below with this seed': '○', 'not tried': '○' } as const;
const classes = {
  reached: 'reached',
  'not reached': 'missed',
  'below with this seed': 'untried',
  'not tried': 'untried',
} as const;

function barItem({ bar, figure: got, status }: JudgedBar): string {
  const words = status === 'not tried' ? 'not tried at this size' : status;
  const measured = got === undefined ? '' : ` <span class="measured">(this run: ${figure(got)})</span>`;
  return `<li><span class="${classes[status]}">${signs[status]} ${words}</span> · ${escape(bar.claim)}${measured}</li>`;
}
