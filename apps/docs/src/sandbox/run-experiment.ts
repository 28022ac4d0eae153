import type * as core from '@thaw/core';
import { type Experiment, type Progress, reaches } from '@thaw/experiments/experiment';
import type { Picture } from '@thaw/experiments/picture';

import type { Judgement, Point, Report, RunRequest } from './messages.ts';
import type { Pace } from './pace.ts';

/** The page draws at most this often, so more reports would be thrown away. */
const MILLISECONDS_BETWEEN_REPORTS = 1000 / 30;
/** A picture costs a forward pass over a whole grid. */
const MILLISECONDS_BETWEEN_PICTURES = 400;

/** What a Lab runs with: `answer` is there while a model can be asked. */
export interface Running {
  answer?: NonNullable<Progress['answer']> | undefined;
}

/** Runs an experiment to its end, at the reader's pace, and reports as it goes. */
export async function runExperiment(
  experiment: Experiment,
  { seed, settings, stopWhenSolved, device: asked }: RunRequest,
  { useDevice, memory }: typeof core,
  pace: Pace,
  running: Running,
  report: (report: Report) => void,
): Promise<void> {
  const device = await useDevice(asked);
  const declared = experiment.settings ?? [];
  report({ type: 'started', title: experiment.title, device, settings: declared });
  const known = Object.entries(settings).filter(([name]) => declared.some((each) => each.name === name));
  const steps = experiment.run({
    seed,
    budget: 'tour',
    settings: Object.fromEntries(known),
    keepModel: true, // it goes with the worker
  });
  let latest: Progress | undefined;
  let points: Point[] = [];
  let solved = false;
  let [reported, drawn, working] = [0, 0, 0];

  const tell = (): void => {
    if (!latest) return;
    const { steps: all, figures = {} } = latest;
    report({ type: 'progress', points, steps: all, figures, memory: memory() });
    points = [];
    reported = performance.now();
  };
  const draw = async (): Promise<void> => {
    if (!latest?.draw) return;
    const picture: Picture = await latest.draw();
    report({ type: 'picture', picture });
    drawn = performance.now();
  };
  const show = async (): Promise<void> => {
    tell();
    await draw();
    report({ type: 'standing' });
  };

  for (;;) {
    await pace.turn(show);
    const begin = performance.now();
    const next = await steps.next();
    const now = performance.now();
    working += now - begin;
    if (next.done) {
      if (typeof next.value !== 'object') throw new Error(WITHOUT_OUTCOME);
      const { answer, ...outcome } = next.value;
      running.answer = answer;
      tell();
      const judgements = judge(experiment, outcome.results);
      report({ type: 'finished', ...outcome, judgements, seconds: working / 1000 });
      return;
    }
    latest = next.value;
    const { part, step, loss } = latest;
    running.answer = latest.answer;
    if (!Number.isFinite(loss)) {
      tell();
      report({ type: 'diverged', part, step });
      await steps.return(undefined as never); // the experiment disposes of what it holds
      return;
    }
    points.push({ part, step, loss });
    if (latest.solved && stopWhenSolved && !solved) {
      solved = true;
      pace.pause();
      report({ type: 'solved', step });
    }
    if (now - reported >= MILLISECONDS_BETWEEN_REPORTS) {
      tell();
      await breath();
    }
    if (now - drawn >= MILLISECONDS_BETWEEN_PICTURES) await draw();
  }
}

const WITHOUT_OUTCOME =
  'The run ended without an outcome; expected { results, summary, pictures, steps } returned at its end.';

function judge({ bars }: Experiment, results: Readonly<Record<string, number>>): Judgement[] {
  return bars
    .filter((bar) => bar.budgets.includes('tour'))
    .map((bar) => {
      const figure = results[bar.result] ?? NaN;
      return { result: bar.result, claim: bar.claim, figure, reached: reaches(bar, figure) };
    });
}

/** Lets messages from the page in: on wasm a training loop never waits for anything else. */
function breath(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
