import type { Device } from '@thaw/core';
import type { Budget } from '@thaw/experiments/experiment';

import type { StopResult } from './run-stop.ts';

/** A tour that was made. */
export interface TourRecord {
  readonly seed: number;
  readonly budget: Budget;
  readonly device: Device;
  readonly seconds: number;
  /** The most memory that the process held at once. */
  readonly peakMemoryBytes: number;
  /** The path of the report. */
  readonly report: string;
  readonly stops: readonly StopResult[];
}

/** A tour as JSON. The same seed on the same device gives the same text, but for times, memory and paths. */
export function toJson({
  seed,
  budget,
  device,
  seconds,
  peakMemoryBytes,
  report,
  stops,
}: TourRecord): string {
  const record = {
    seed,
    budget,
    device: device.name,
    reason: device.reason,
    seconds: rounded(seconds),
    peakMemoryBytes,
    report,
    stops: stops.map(({ experiment, outcome, bars, seconds: own }) => ({
      id: experiment.id,
      title: experiment.title,
      seconds: rounded(own),
      steps: outcome.steps,
      summary: outcome.summary,
      results: outcome.results,
      bars: bars.map(({ bar, status }) => ({ result: bar.result, claim: bar.claim, status })),
    })),
  };
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

function rounded(seconds: number): number {
  return Math.round(1000 * seconds) / 1000;
}
