import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Run } from './rows.ts';
import { writeWhole } from './write-whole.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const folderOfAll = join(root, 'apps/proof/node_modules/.cache/kept-runs');

/**
 * The seeds of an experiment that were finished: a proof that was broken off goes on behind them. They are of the code that gave them
 * alone, told by all that was compiled.
 */
export class KeptRuns {
  readonly #file: string;
  readonly #code: string;
  #runs: Run[] = [];

  private constructor(file: string, code: string) {
    this.#file = file;
    this.#code = code;
  }

  /**
   * Reads what is kept.
   *
   * @param name of the experiment, and on what it is run.
   * @param code what else tells one code from another; of everything compiled in this repository by default.
   */
  static async of(name: string, folder: string = folderOfAll, code: string = codeOfAll()): Promise<KeptRuns> {
    const kept = new KeptRuns(join(folder, `${name.replace(/[^\w-]+/g, '-')}.json`), code);
    if (!existsSync(kept.#file)) return kept;
    const found = JSON.parse(await readFile(kept.#file, 'utf8')) as { code: string; runs: Run[] };
    if (found.code === code) kept.#runs = found.runs;
    return kept;
  }

  /** The run of a seed, where it was finished. */
  find(seed: number): Run | undefined {
    return this.#runs.find((run) => run.seed === seed);
  }

  /** Keeps a run, but for its pictures. */
  async keep({ seed, seconds, outcome: { results, summary, steps } }: Run): Promise<void> {
    this.#runs.push({ seed, seconds, outcome: { results, summary, steps, pictures: [] } });
    await mkdir(join(this.#file, '..'), { recursive: true });
    await writeWhole(this.#file, JSON.stringify({ code: this.#code, runs: this.#runs }));
  }

  /** Nothing is kept once the figures are written down. */
  async forget(): Promise<void> {
    this.#runs = [];
    await rm(this.#file, { force: true });
  }
}

/** What tells this code from any other: the packages' and the experiments', as they were compiled. */
function codeOfAll(): string {
  const packages = readdirSync(join(root, 'packages')).map((name) => join('packages', name, 'dist'));
  const hash = createHash('sha256');
  for (const folder of [...packages, 'experiments/dist']) {
    if (!existsSync(join(root, folder))) continue;
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).toSorted();
    for (const file of files.filter((name) => name.endsWith('.js'))) {
      hash.update(file).update(readFileSync(join(root, folder, file)));
    }
  }
  return hash.digest('hex');
}
