import picocolors from 'picocolors';

/** Where the tour writes; Node's process.stdout is one. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Characters in a line, in a terminal. */
  readonly columns?: number;
}

/** Variables of the environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type Colours = ReturnType<typeof picocolors.createColors>;

/** Whether lines may be drawn over and coloured: a terminal that somebody looks at. */
export function isLive(output: Output, env: Environment): boolean {
  return output.isTTY === true && !env['CI'] && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

/** Colours, or where the terminal shall have none, the text as it is. */
export function coloursFor(output: Output, env: Environment): Colours {
  return picocolors.createColors(isLive(output, env));
}
