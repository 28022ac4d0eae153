import { ArgumentError, checkOptions, describe } from '@thaw/backend';

/** A learning rate that depends on the step, counted from 0: a plain function, to plot or to write oneself. */
export type Schedule = (step: number) => number;

/** A schedule that tells what it was made from, as `getConfig` of an optimizer shows it. */
export interface NamedSchedule extends Schedule {
  readonly config: Readonly<Record<string, unknown>>;
}

/** Makes a schedule that tells its configuration. */
export function schedule(name: string, options: object, rateAt: Schedule): NamedSchedule {
  return Object.assign((step: number) => rateAt(step), { config: { name, ...options } });
}

/**
 * The options of a schedule with its defaults.
 *
 * @param required the names of those that have no default.
 * @throws {ArgumentError} when there is no such option, or a required one is missing.
 */
export function readSchedule<Options extends object, Defaults extends object>(
  owner: string,
  options: Options,
  required: readonly (keyof Options & string)[],
  defaults: Defaults,
): Options & Defaults {
  checkOptions(owner, options, [...required, ...Object.keys(defaults)]);
  const missing = required.find((name) => options[name] === undefined);
  if (missing !== undefined)
    throw new ArgumentError(`${owner}: ${missing} is missing; write { ${missing}: … }.`);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...defaults, ...given } as Options & Defaults;
}

/** @throws {ArgumentError} when what should be a learning rate or another schedule is neither. */
export function asSchedule(owner: string, name: string, rate: number | Schedule): Schedule {
  if (typeof rate === 'function') return rate;
  if (typeof rate === 'number' && rate > 0 && rate < Infinity) return () => rate;
  throw new ArgumentError(
    `${owner}: ${name} must be ${typeof rate === 'number' ? '' : 'a number or a schedule, '}above 0, got ${describe(rate)}.`,
  );
}

/** What `getConfig` shows of a rate: the number, or what the schedule was made from. */
export function configOf(rate: number | Schedule): unknown {
  if (typeof rate === 'number') return rate;
  return (rate as Partial<NamedSchedule>).config ?? { name: rate.name || 'schedule' };
}
