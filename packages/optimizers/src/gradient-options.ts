import { ArgumentError, checkOptions, describe } from '@thaw/backend';
import { type PathPattern, pathTest } from '@thaw/core';

import { requireNotNegative, requirePositive } from './check-numbers.ts';
import { asSchedule, configOf, type Schedule } from './schedules/schedule.ts';

/** Parameters that are to be moved in another way than the rest. What is left out is as for the rest. */
export interface ParameterGroup {
  /** Whose paths these are: `'**.bias'`, `/norm/`, or a list. A parameter belongs to the first group that means it. */
  readonly pattern: PathPattern | readonly PathPattern[];
  /** Their step size. */
  readonly learningRate?: number | Schedule;
  /** What the step size is multiplied by: 0 stands still. @defaultValue 1 */
  readonly rateFactor?: number;
  /** Their decoupled decay. */
  readonly weightDecay?: number;
  /** Their coupled decay. */
  readonly l2?: number;
}

/** What every optimizer by gradients takes besides its own options. */
export interface GradientOptions {
  /** The step size, or a function of the step counted from 0. */
  readonly learningRate?: number | Schedule;
  /** Decoupled decay λ: each step takes learningRate·λ·w away, as in Keras and AdamW. @defaultValue 0 */
  readonly weightDecay?: number;
  /** Coupled decay: l2·w is added to the gradient, as PyTorch's weight_decay does. @defaultValue 0 */
  readonly l2?: number;
  /** Each number of a gradient is held within ±clipValue. */
  readonly clipValue?: number;
  /** Each gradient is shortened to this norm. */
  readonly clipNorm?: number;
  /** All gradients as one vector are shortened to this norm. */
  readonly globalClipNorm?: number;
  /** Parameters with a rate or decay of their own, by path. @defaultValue [] */
  readonly groups?: readonly ParameterGroup[];
}

/** A group as it is asked. */
export interface Group {
  readonly title: string;
  readonly means: (path: string) => boolean;
  readonly rateAt: Schedule | undefined;
  readonly rateFactor: number;
  readonly weightDecay: number;
  readonly l2: number;
}

/** The options of an optimizer that are its own. */
export type OwnOptions<Options> = Required<Omit<Options, keyof GradientOptions>>;

/** The names of all options in common. */
const gradientOptions = [
  'learningRate',
  'weightDecay',
  'l2',
  'clipValue',
  'clipNorm',
  'globalClipNorm',
  'groups',
] as const;

/**
 * The options of an optimizer with its defaults, those in common apart.
 *
 * @throws {ArgumentError} when there is no such option, or one in common is out of range.
 */
export function readOptions<Options extends GradientOptions>(
  owner: string,
  options: Options,
  defaults: OwnOptions<Options> & Pick<GradientOptions, 'learningRate' | 'weightDecay'>,
): { own: OwnOptions<Options>; common: GradientOptions } {
  checkOptions(owner, options, [...new Set([...Object.keys(defaults), ...gradientOptions])]);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const all = Object.entries({ ...defaults, ...Object.fromEntries(given) });
  const isCommon = (name: string): boolean => (gradientOptions as readonly string[]).includes(name);
  const common = Object.fromEntries(all.filter(([name]) => isCommon(name))) as GradientOptions;
  checkCommon(owner, common);
  return { own: Object.fromEntries(all.filter(([name]) => !isCommon(name))) as OwnOptions<Options>, common };
}

function checkCommon(
  owner: string,
  { learningRate, clipValue, clipNorm, globalClipNorm, ...rest }: GradientOptions,
): void {
  asSchedule(owner, 'learningRate', learningRate!);
  requireNotNegative(owner, { weightDecay: rest.weightDecay ?? 0, l2: rest.l2 ?? 0 });
  const clips = Object.entries({ clipValue, clipNorm, globalClipNorm }).filter(
    ([, value]) => value !== undefined,
  );
  requirePositive(owner, Object.fromEntries(clips));
  if (clips.length < 2) return;
  throw new ArgumentError(
    `${owner}: ${clips.map(([name]) => name).join(' and ')} clip the same gradients; choose one of them.`,
  );
}

/**
 * The groups, the last being that of all the rest.
 *
 * @throws {ArgumentError} when one has no pattern, an option that does not exist, or a number out of range.
 */
export function readGroups(
  owner: string,
  { groups = [], weightDecay = 0, l2 = 0 }: GradientOptions,
): Group[] {
  if (!Array.isArray(groups)) {
    throw new ArgumentError(
      `${owner}: groups are an array, [{ pattern: '**.bias', … }], got ${describe(groups)}.`,
    );
  }
  const read = groups.map((group: ParameterGroup) => {
    checkOptions(`${owner}: groups`, group, ['pattern', 'learningRate', 'rateFactor', 'weightDecay', 'l2']);
    const numbers = {
      rateFactor: group.rateFactor ?? 1,
      weightDecay: group.weightDecay ?? weightDecay,
      l2: group.l2 ?? l2,
    };
    requireNotNegative(`${owner}: groups`, numbers);
    const tests = [group.pattern]
      .flat()
      .map((pattern) => pathTest(`${owner}: groups`, pattern as PathPattern));
    const rate = group.learningRate;
    return {
      title: [group.pattern].flat().join(', '),
      means: (path: string) => tests.some((test) => test(path)),
      rateAt: rate === undefined ? undefined : asSchedule(`${owner}: groups`, 'learningRate', rate),
      ...numbers,
    };
  });
  return [...read, { title: '', means: () => true, rateAt: undefined, rateFactor: 1, weightDecay, l2 }];
}

/** What `getConfig` shows of the options in common: those that were given. */
export function commonConfig(common: GradientOptions): Record<string, unknown> {
  const { groups, ...rest } = common;
  const shown = groups?.map((group) => ({
    ...group,
    pattern: [group.pattern].flat().map(String),
    ...(group.learningRate && { learningRate: configOf(group.learningRate) }),
  }));
  return { ...rest, learningRate: configOf(common.learningRate!), ...(shown && { groups: shown }) };
}
