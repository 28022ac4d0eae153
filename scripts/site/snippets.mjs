import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from '../process.mjs';
import { siteFolder } from './build.mjs';

/**
 * @typedef {object} Snippet
 * @property {string} file its title on the page
 * @property {string} code
 * @property {string | undefined} output what the page says it prints
 */

/**
 * The blocks of code with a title on a page, each with the block titled "Output" that follows it.
 *
 * @param {string} page below apps/docs/docs
 * @returns {Snippet[]}
 */
export function snippetsOf(page) {
  const text = readFileSync(join(siteFolder, 'docs', page), 'utf8');
  const blocks = [...text.matchAll(/^```(\w+) title="([^"]+)"\n([^]*?)\n```$/gm)];
  return blocks.flatMap(([, , title = '', code = ''], i) => {
    if (title === 'Output') return [];
    const next = blocks[i + 1];
    return [{ file: title, code, output: next?.[2] === 'Output' ? next[3] : undefined }];
  });
}

let benches = 0;

/** A folder for programs, from which the packages are found as a user's project finds them. */
export class Workbench {
  folder = join(siteFolder, 'snippets.tmp', String(++benches));

  constructor() {
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, 'package.json'), '{ "type": "module" }\n');
  }

  /** @param {Snippet} snippet */
  write({ file, code }) {
    writeFileSync(join(this.folder, file), code);
  }

  /**
   * Runs a program of a page in Node.
   *
   * @param {Snippet} snippet
   * @returns {Promise<string>} what it printed
   */
  async run(snippet) {
    this.write(snippet);
    const options = { cwd: this.folder, env: { THAW_DEVICE: 'wasm' }, quiet: true, seconds: 120 };
    const { code, output } = await run(process.execPath, [snippet.file], options);
    if (code !== 0) throw new Error(`node ${snippet.file} exited with ${code}:\n${output}`);
    return output;
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * Whether a program printed what its page says. Figures may differ, by the processor; words, order and number of
 * lines may not, except that a line "…" on the page stands for any lines.
 *
 * @param {string} expected
 * @param {string} got
 */
export function sameWords(expected, got) {
  const words = (/** @type {string} */ text) => text.trim().replaceAll(/\d[\d.]*/g, '#');
  const lines = words(expected)
    .split('\n')
    .map((line) => (line === '…' ? '[^]*?' : line.replaceAll(/[$()*+.?[\]^{|}\\]/g, String.raw`\$&`)));
  return new RegExp(`^${lines.join('\n')}$`).test(words(got));
}
