import type { DeviceName } from '@thaw/core';
import type { Budget, Experiment } from '@thaw/experiments/experiment';
import { Command, CommanderError } from 'commander';

import { listStops } from './list-stops.ts';
import { UsageError } from './usage-error.ts';

/** What the tour shall do. */
export interface TourOptions {
  /** In the order of the tour. */
  readonly stops: readonly Experiment[];
  readonly seed: number;
  /** The device to insist on. */
  readonly device: DeviceName | undefined;
  readonly budget: Budget;
  /** Where the report goes. */
  readonly report: string | undefined;
  /** Where the results go as JSON. */
  readonly json: string | undefined;
}

const devices: readonly DeviceName[] = ['webgpu', 'wasm', 'cpu'];
const mostSeed = Number.MAX_SAFE_INTEGER;

/** As it is typed in a clone, where nothing needs to be installed before it. */
const program = 'npx -y pnpm@10 tour';
const examples = ['', ' xor cnn --seed 3', ' --quick --json results.json'];

/**
 * Reads the command line.
 *
 * @returns the options, or a text to print where `--help` or `--list` asks for one.
 * @throws {UsageError} when it asks for something there is not.
 */
export function parseOptions(
  args: readonly string[],
  experiments: readonly Experiment[],
): TourOptions | { readonly print: string } {
  let print = '';
  const command = describe(experiments).exitOverride();
  command.configureOutput({ writeOut: (text) => (print += text), writeErr: () => undefined });
  // `pnpm tour -- --quick` hands on the two dashes too.
  const own = args[0] === '--' ? args.slice(1) : args;
  try {
    command.parse([...own], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { print };
    throw inOneSentence(error, command);
  }
  const given = command.opts<{
    seed: number;
    device?: DeviceName;
    quick?: true;
    report?: string;
    json?: string;
    list?: true;
  }>();
  if (given.list) return { print: listStops(experiments) };
  return {
    stops: chooseStops(command.args, experiments),
    seed: given.seed,
    device: given.device,
    budget: given.quick ? 'test' : 'tour',
    report: given.report,
    json: given.json,
  };
}

function describe(experiments: readonly Experiment[]): Command {
  const ids = experiments.map(({ id }) => id).join(', ');
  return new Command(program)
    .description('The history of neural networks, trained on this machine, stop by stop.')
    .argument('[stops...]', `which stops to make: ${ids} (all of them unless said)`)
    .option('--list', 'list the stops and what each must reach')
    .option(
      '--seed <number>',
      'where the random numbers begin; the same seed gives the same results',
      wholeNumber,
      7,
    )
    .option('--device <name>', `${devices.join(', ')} (the best there is unless said)`, deviceName)
    .option('--quick', 'smaller tasks of the same kind, in seconds')
    .option('--report <file>', 'where to write the report (reports/tour.html unless said)')
    .option('--json <file>', 'write the results as JSON too')
    .helpOption('-h, --help', 'print this')
    .addHelpText('after', `\nExamples:\n${examples.map((given) => `  ${program}${given}\n`).join('')}`);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= mostSeed) return value;
  throw new UsageError(`--seed takes a whole number from 0 to ${mostSeed}, got "${text}".`);
}

function deviceName(text: string): DeviceName {
  const name = devices.find((one) => one === text);
  if (name) return name;
  throw new UsageError(`There is no device "${text}"; the devices are ${devices.join(', ')}.`);
}

function chooseStops(asked: readonly string[], experiments: readonly Experiment[]): readonly Experiment[] {
  const ids = experiments.map(({ id }) => id);
  const unknown = asked.find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    throw new UsageError(`There is no stop "${unknown}"; the stops are ${ids.join(', ')}.`);
  }
  return asked.length === 0 ? experiments : experiments.filter(({ id }) => asked.includes(id));
}

function inOneSentence(error: CommanderError, command: Command): UsageError {
  const named = /'(.+?)'/.exec(error.message)?.[1] ?? '';
  if (error.code === 'commander.unknownOption') {
    const options = command.options.map(({ flags }) => flags);
    return new UsageError(
      `There is no option ${named}; the options are ${[...options, '--help'].join(', ')}.`,
    );
  }
  if (error.code === 'commander.optionMissingArgument') {
    return new UsageError(`${named.split(' ')[0]} needs a value: ${named}.`);
  }
  return new UsageError(error.message.replace(/^error: /, ''));
}
