import type { Experiment, Progress } from '@thaw/experiments/experiment';
import { createLogUpdate } from 'log-update';

import { progressLines } from './progress-line.ts';
import { type Colours, coloursFor, type Environment, isLive, type Output } from './terminal.ts';

/** Shows how the tour goes. */
export interface Display {
  /** A stop begins; the function returned shows its progress. */
  begin(experiment: Experiment): (progress: Progress) => void;
  /** Something goes on that has no steps. */
  busy(text: string): void;
  /** Writes a line that stays. */
  say(line: string): void;
  /** Clears what does not stay, and gives the cursor back. */
  close(): void;
}

/** A live line in a terminal; elsewhere plain lines, a few of them. */
export function createDisplay(output: Output, env: Environment): Display {
  return isLive(output, env) ? liveDisplay(output, coloursFor(output, env)) : plainDisplay(output);
}

/** Milliseconds between two drawings of the live line. */
const drawEvery = 80;

function liveDisplay(output: Output, colours: Colours): Display {
  const draw = createLogUpdate(output as NodeJS.WriteStream);
  const width = (): number => (output.columns ?? 80) - 1;
  return {
    begin: ({ id }) => {
      const line = progressLines();
      let drawn = -Infinity;
      draw(`  ${id}`);
      return (progress) => {
        const now = performance.now();
        const { bar, text } = line(progress, now);
        if (now - drawn < drawEvery) return;
        drawn = now;
        const room = Math.max(0, width() - id.length - bar.length - 4);
        draw(`  ${colours.bold(id)} ${colours.cyan(bar)} ${text.slice(0, room)}`);
      };
    },
    busy: (text) => draw(`  ${text}`.slice(0, width())),
    say: (line) => {
      draw.clear();
      output.write(`${line}\n`);
    },
    close: () => {
      draw.clear();
      draw.done();
    },
  };
}

/** Milliseconds between two lines of progress where lines cannot be drawn over. */
const sayEvery = 5000;

function plainDisplay(output: Output): Display {
  return {
    begin: ({ id }) => {
      const line = progressLines();
      let said = performance.now();
      return (progress) => {
        const now = performance.now();
        const { text } = line(progress, now);
        if (now - said < sayEvery) return;
        said = now;
        output.write(`  ${id} ${text}\n`);
      };
    },
    busy: () => undefined,
    say: (line) => void output.write(`${line}\n`),
    close: () => undefined,
  };
}
