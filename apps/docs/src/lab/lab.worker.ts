import { useDevice } from '@thaw/core';
import { reaches } from '@thaw/experiments/experiment';

import { experiments } from './experiments.ts';
import { Gate } from './gate.ts';
import type { Point, Report, Request } from './messages.ts';

/** The page draws at most this often, so more reports would be thrown away. */
const MILLISECONDS_BETWEEN_REPORTS = 1000 / 60;
/** A picture costs a forward pass over a whole grid. */
const MILLISECONDS_BETWEEN_PICTURES = 300;

/** The wait after a step in slow motion. */
const SLOW_MILLISECONDS = 50;

const gate = new Gate();
let stopping = false;
let slow = false;

/** Runs one experiment to its end, or until it is stopped, and reports as it goes. */
async function run({ experiment: id, seed, budget }: Request & { type: 'run' }): Promise<void> {
  const device = await useDevice();
  const experiment = await experiments[id]();
  report({ type: 'started', title: experiment.title, device });
  let points: Point[] = [];
  let reported = 0;
  let drawn = 0;
  let working = 0;
  const steps = experiment.run({ seed, budget });
  for (;;) {
    await gate.passed;
    if (stopping) {
      await steps.return(undefined as never); // the experiment disposes of what it holds
      report({ type: 'stopped' });
      return;
    }
    const begin = performance.now();
    const next = await steps.next();
    const now = performance.now();
    working += now - begin;
    if (next.done) {
      const { value: outcome } = next;
      const judgements = experiment.bars
        .filter((bar) => bar.budgets.includes(budget))
        .map((bar) => ({ ...bar, figure: outcome.results[bar.result] ?? NaN }))
        .map((bar) => ({ ...bar, reached: reaches(bar, bar.figure) }));
      report({ type: 'progress', points, steps: points.at(-1)?.step ?? 0 });
      report({ type: 'finished', outcome, judgements, seconds: working / 1000 });
      return;
    }
    const { part, step, loss, steps: all, draw } = next.value;
    points.push({ part, step, loss });
    if (now - reported >= MILLISECONDS_BETWEEN_REPORTS) {
      report({ type: 'progress', points, steps: all });
      points = [];
      reported = now;
    }
    if (draw && now - drawn >= MILLISECONDS_BETWEEN_PICTURES) {
      report({ type: 'picture', picture: await draw() });
      drawn = performance.now();
    }
    if (slow) await new Promise((resolve) => setTimeout(resolve, SLOW_MILLISECONDS));
  }
}

function report(message: Report): void {
  globalThis.postMessage(message);
}

globalThis.addEventListener('message', ({ data: request }: MessageEvent<Request>) => {
  switch (request.type) {
    case 'run':
      stopping = false;
      gate.open();
      run(request).catch((error: unknown) => {
        report({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
      });
      break;
    case 'pause':
      gate.shut();
      break;
    case 'resume':
      gate.open();
      break;
    case 'pace':
      ({ slow } = request);
      break;
    case 'stop':
      stopping = true;
      gate.open();
  }
});
