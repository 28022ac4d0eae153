import { existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import { dirname, resolve } from 'node:path';

/** Milliseconds of a training step with one library. */
export interface Row {
  readonly workload: string;
  readonly library: string;
  readonly device: string;
  /** How many threads the library was given; one that runs best on fewer did. */
  readonly threads: number;
  /** The median. */
  readonly msPerStep: number;
  /** Of the first step, before anything was learnt. */
  readonly loss: number;
}

/** Any other figure, with the bar it is held to, if there is one. */
export interface Other {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly bar: number | null;
}

/** What a benchmark found, besides what it printed. */
export interface Findings {
  readonly rows?: readonly Row[];
  readonly other?: readonly Other[];
  /** Why the figures are not to be trusted: the run then ends in failure. */
  readonly failure?: string | undefined;
}

/** Where the figures come from. */
interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly date: string;
}

/** This machine, today. */
function thisMachine(): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    date: new Date().toISOString().slice(0, 10),
  };
}

/**
 * Asks before anything is measured whether a file can be written there.
 *
 * @throws {Error} when its folder is not there, or it is a folder itself.
 */
export function checkPath(path: string): void {
  const folder = dirname(resolve(path));
  if (!existsSync(folder)) throw new Error(`--json ${path}: there is no folder ${folder}.`);
  if (existsSync(path) && statSync(path).isDirectory())
    throw new Error(`--json ${path} is a folder; name a file.`);
}

/** Writes all that was found to a file, whole or not at all. */
export function writeFindings(path: string, findings: readonly Findings[]): void {
  const rows = findings.flatMap((found) => found.rows ?? []);
  const other = findings.flatMap((found) => found.other ?? []);
  const text = `${JSON.stringify({ machine: thisMachine(), rows, other }, null, 2)}\n`;
  const part = `${path}.${process.pid}.part`;
  try {
    writeFileSync(part, text);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw new Error(`--json ${path} could not be written: ${(error as Error).message}`, { cause: error });
  }
}
