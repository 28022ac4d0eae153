import { type Device, useDevice } from '@thaw/core';
import type { Experiment } from '@thaw/experiments/experiment';

import { type Destination, openDefaultReport, openDestination } from './destination.ts';
import { createDisplay, type Display } from './live.ts';
import { parseOptions, type TourOptions } from './options.ts';
import { Interrupted, runStop, type StopResult } from './run-stop.ts';
import { stopLine, stopTable } from './table.ts';
import { coloursFor, type Environment, type Output } from './terminal.ts';
import { toJson, type TourRecord } from './tour-record.ts';
import { UsageError } from './usage-error.ts';

/** What the tour has around it; the process in earnest, something smaller in a test. */
export interface Surroundings {
  readonly experiments: readonly Experiment[];
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Environment;
  /** Ends the tour. */
  readonly signal: AbortSignal;
}

/** What a DeviceError advises in a program; whoever types a command needs other words. */
const inProgram = 'useDevice() without a name takes what is there.';

/**
 * Makes the tour that the command line asks for.
 *
 * @returns the exit code: 0, 1 when something failed, 2 when the command line is wrong, 130 when interrupted.
 */
export async function tour(args: readonly string[], around: Surroundings): Promise<number> {
  const display = createDisplay(around.stdout, around.env);
  const stops: StopResult[] = [];
  try {
    const options = parseOptions(args, around.experiments);
    if ('print' in options) {
      around.stdout.write(options.print);
      return 0;
    }
    await makeTour(options, around, display, stops);
    return 0;
  } catch (error) {
    display.close();
    if (stops.length > 0)
      display.say(stopTable(stops, coloursFor(around.stdout, around.env), around.stdout.columns));
    if (error instanceof Interrupted) {
      display.say('Interrupted: nothing was written.');
      return 130;
    }
    const cause = args.some((arg) => arg.startsWith('--device')) ? '--device' : 'THAW_DEVICE';
    const words = inWords(error, around.env).replace(inProgram, `Leave out ${cause} to take what is there.`);
    around.stderr.write(`${words}\n`);
    return error instanceof UsageError ? 2 : 1;
  } finally {
    display.close();
  }
}

async function makeTour(
  options: TourOptions,
  { stdout, env, signal }: Surroundings,
  display: Display,
  stops: StopResult[],
): Promise<void> {
  const { report, json } = await openDestinations(options);
  const begin = performance.now();
  const device = await useDevice(options.device);
  const colours = coloursFor(stdout, env);
  display.say(`device: ${device.name} — ${device.reason} · seed ${options.seed}`);
  for (const experiment of options.stops) {
    if (signal.aborted) throw new Interrupted('The tour was interrupted.');
    const result = await runStop(experiment, options, { onProgress: display.begin(experiment), signal });
    stops.push(result);
    display.say(stopLine(result, colours));
  }
  const seconds = (performance.now() - begin) / 1000;
  display.busy('drawing the report');
  const record: TourRecord = {
    ...options,
    device,
    seconds,
    peakMemoryBytes: peakMemory(),
    report: report.path,
    stops,
  };
  // Loaded only now: a document model for Node takes a second to load.
  const { renderReport } = await import('./report/report.ts');
  await report.write(renderReport(record));
  await json?.write(toJson({ ...record, peakMemoryBytes: peakMemory() }));
  display.say(stopTable(stops, colours, stdout.columns));
  display.say(deviceLine(device));
  if (json) display.say(`results: ${json.path}`);
  display.say(`report: ${report.path}`);
}

async function openDestinations({
  report,
  json,
}: TourOptions): Promise<{ report: Destination; json: Destination | undefined }> {
  const places = {
    report: report === undefined ? await openDefaultReport() : await openDestination('--report', report),
    json: json === undefined ? undefined : await openDestination('--json', json),
  };
  if (places.json?.path !== places.report.path) return places;
  throw new UsageError(`--json ${json} is where the report goes too; name another file for one of them.`);
}

function deviceLine({ name, reason }: Device): string {
  return `device: ${name} — ${reason}`;
}

/** In bytes; Node gives kilobytes on every system. */
function peakMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}

/** One sentence for what Thaw or the command line says; a hint beside what nobody expected. */
function inWords(error: unknown, env: Environment): string {
  if (!(error instanceof Error)) return `The tour failed: ${String(error)}`;
  if (env['DEBUG']) return error.stack ?? error.message;
  const expected = ['UsageError', 'ArgumentError', 'ShapeError', 'DeviceError'].includes(error.name);
  if (expected) return error.message;
  return `The tour failed: ${error.name}: ${error.message} (DEBUG=1 shows where.)`;
}
