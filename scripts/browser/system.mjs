import { existsSync } from 'node:fs';

import { isProgram, onPath, run, runTool } from '../process.mjs';

/**
 * What the search for a browser asks of the machine it runs on. Handed in, so that the tests can ask it of a
 * machine that is not there.
 *
 * @typedef {object} System
 * @property {NodeJS.Platform} platform
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} hasApt whether this process may install Debian packages: Debian or Ubuntu, as root
 * @property {(path: string) => boolean} isProgram
 * @property {(...names: string[]) => string | undefined} onPath
 * @property {(path: string) => Promise<boolean>} starts whether the program really runs
 * @property {() => Promise<string>} playwrightChromium where Playwright keeps its own, downloaded or not yet
 * @property {typeof run} run
 * @property {typeof runTool} runTool
 * @property {(text: string) => void} say
 */

/** @type {System} */
export const thisSystem = {
  platform: process.platform,
  env: process.env,
  hasApt: process.getuid?.() === 0 && existsSync('/etc/debian_version') && onPath('apt-get') !== undefined,
  isProgram,
  onPath,
  starts,
  playwrightChromium: async () => (await import('playwright')).chromium.executablePath(),
  run,
  runTool,
  say: (text) => console.log(text),
};

/**
 * A file named chromium need not be a browser: Ubuntu's package holds a script that asks for a snap.
 *
 * @param {string} path
 */
async function starts(path) {
  if (process.platform === 'win32') return isProgram(path); // `chrome.exe --version` opens a window there
  const { code } = await run(path, ['--version'], { quiet: true, seconds: 60 });
  return code === 0;
}
