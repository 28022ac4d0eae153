import { checkOptions } from '@thaw/backend';

import type { Callback } from './callback.ts';

/** Where a progress bar writes; Node's process.stdout is one. */
export interface ProgressStream {
  /** Writes the text as it is, line breaks and escape codes included. */
  write(text: string): unknown;
  /** Whether the last line can be drawn over. */
  readonly isTTY?: boolean;
  /** Characters in a line. */
  readonly columns?: number;
}

/** Options of `progressBar`. */
export interface ProgressBarOptions {
  /** @defaultValue the terminal's standard output; in a browser, the console */
  readonly stream?: ProgressStream;
  /** Milliseconds between two drawings. @defaultValue 80 */
  readonly interval?: number;
}

/**
 * Shows epoch, step, loss, metrics, steps per second and the time left; one line that is drawn over in a terminal,
 * one line an epoch where there is none.
 *
 * @example
 * ```ts
 * import { progressBar } from '@thaw/core/callbacks';
 *
 * // epoch 3/20 ━━━━━━━━━━───── 15/23 · loss 0.4213 · accuracy 0.871 · 142 steps/s · 3 s left
 * const callbacks = [progressBar()];
 * ```
 */
export function progressBar(options: ProgressBarOptions = {}): Callback {
  checkOptions('progressBar', options, ['stream', 'interval']);
  const stream = options.stream ?? defaultStream();
  const interval = options.interval ?? 80;
  let begin = 0;
  let steps = 0;
  let drawn = 0;
  let open = false;
  const draw = (line: string): void => {
    stream.write(`\r${line.slice(0, (stream.columns ?? 120) - 1)}\x1b[K`);
    open = true;
  };
  const close = (): void => {
    if (open) stream.write('\r\x1b[K');
    open = false;
  };
  return {
    onTrainBegin: () => {
      begin = performance.now();
      steps = 0;
      drawn = 0;
    },
    onStepEnd: ({ epoch, stepOfEpoch, logs }, { epochs, stepsPerEpoch }) => {
      steps++;
      const now = performance.now();
      if (!stream.isTTY || now - drawn < interval) return;
      drawn = now;
      const rate = (1000 * steps) / (now - begin);
      const all = stepsPerEpoch && stepsPerEpoch * epochs;
      const left = all ? ` · ${duration((all - steps) / rate)} left` : '';
      const place = stepsPerEpoch
        ? `${bar(stepOfEpoch / stepsPerEpoch)} ${stepOfEpoch}/${stepsPerEpoch}`
        : `step ${stepOfEpoch}`;
      draw(
        `epoch ${epoch}/${epochs} ${place} · ${figures(logs)} · ${rate.toFixed(rate < 10 ? 1 : 0)} steps/s${left}`,
      );
    },
    onEpochEnd: ({ epoch, steps: count, seconds, logs }, { epochs }) => {
      close();
      const rate = count / seconds;
      stream.write(
        `epoch ${epoch}/${epochs} · ${figures(logs)} · ${rate.toFixed(rate < 10 ? 1 : 0)} steps/s\n`,
      );
    },
    onTrainEnd: ({ stopped }) => {
      close();
      if (stopped !== undefined) stream.write(`${stopped}\n`);
    },
  };
}

function bar(part: number): string {
  const width = 16;
  const full = Math.round(Math.min(1, part) * width);
  return '━'.repeat(full) + '─'.repeat(width - full);
}

function figures(logs: Readonly<Record<string, number>>): string {
  return Object.entries(logs)
    .map(
      ([name, value]) =>
        `${spaced(name)} ${Math.abs(value) < 1e-3 && value !== 0 ? value.toExponential(2) : value.toFixed(4)}`,
    )
    .join(' · ');
}

function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function duration(seconds: number): string {
  if (seconds < 99.5) return `${Math.max(0, Math.round(seconds))} s`;
  return seconds < 5970 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** Where progress is shown: the terminal, or the console of a browser. */
export function defaultStream(): ProgressStream {
  const { process } = globalThis as { process?: { stdout?: ProgressStream } };
  // oxlint-disable-next-line no-console -- the console is where a browser without a page of ours shows progress
  return process?.stdout ?? { write: (text) => console.log(text.trimEnd()), isTTY: false };
}
