import type { Progress } from '@thaw/experiments/experiment';

/** A line of progress in its parts: the bar may be coloured, and what follows may be cut where the line is short. */
export interface ProgressLine {
  readonly bar: string;
  readonly text: string;
}

/** Writes progress as a line, and measures how fast a part goes; one for each stop. */
export function progressLines(): (progress: Progress, now: number) => ProgressLine {
  let part: string | undefined;
  let begin = 0;
  let first = 0;
  return (progress, now) => {
    if (progress.part !== part) {
      part = progress.part;
      begin = now;
      first = progress.step;
    }
    const done = progress.step - first;
    const seconds = (now - begin) / 1000;
    const pieces = [`${part} ${progress.step}/${progress.steps}`, `loss ${figure(progress.loss)}`];
    for (const [name, value] of Object.entries(progress.figures ?? {}))
      pieces.push(`${inWords(name)} ${figure(value)}`);
    if (done > 0 && seconds > 0) {
      const rate = done / seconds;
      pieces.push(
        `${rate.toFixed(rate < 10 ? 1 : 0)} steps/s`,
        `${duration((progress.steps - progress.step) / rate)} left`,
      );
    }
    return { bar: bar(progress.step / progress.steps), text: pieces.join(' · ') };
  };
}

/** `validationAccuracy` as `validation accuracy`. */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** A figure in few characters. */
export function figure(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-3) return value.toExponential(1);
  return Number.isInteger(value) ? String(value) : value.toFixed(Math.abs(value) < 10 ? 3 : 1);
}

function bar(part: number): string {
  const width = 16;
  const full = Math.round(Math.min(1, Math.max(0, part)) * width);
  return '━'.repeat(full) + '─'.repeat(width - full);
}

function duration(seconds: number): string {
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  return seconds < 5970 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
