import { programNames, usualPlaces } from './places.mjs';
import { thisSystem } from './system.mjs';

/** @typedef {import('./system.mjs').System} System */
/** @typedef {{ path: string, how: string }} Chromium the program, and how it came to be there */

/** No Chromium is there and none could be had. The message lists what was tried and how to mend it. */
export class BrowserMissingError extends Error {
  /** @override */
  name = 'BrowserMissingError';
}

/**
 * A Chromium that is already there: the one CHROMIUM_PATH names, else one on PATH or in the usual places, else
 * the one Playwright downloaded. Installs nothing.
 *
 * @param {System} [system]
 * @returns {Promise<Chromium | undefined>}
 * @throws {BrowserMissingError} when CHROMIUM_PATH names a file that is not a program
 */
export async function findChromium(system = thisSystem) {
  const named = system.env.CHROMIUM_PATH;
  if (named) {
    if (system.isProgram(named)) return { path: named, how: 'CHROMIUM_PATH names it' };
    throw new BrowserMissingError(
      `CHROMIUM_PATH is ${named}, which is not a program; expected the path of Chromium or Chrome. ` +
        'Mend the path, or unset CHROMIUM_PATH to have one found.',
    );
  }
  for (const name of programNames) {
    const path = system.onPath(name);
    if (path !== undefined && (await system.starts(path))) return { path, how: 'found on PATH' };
  }
  for (const path of usualPlaces(system.platform, system.env)) {
    if (system.isProgram(path)) return { path, how: 'found where it is usually installed' };
  }
  const path = await system.playwrightChromium();
  if (system.isProgram(path) && (await system.starts(path)))
    return { path, how: 'downloaded by Playwright before' };
  return undefined;
}

/**
 * A Chromium in any case: one that is there, else one installed now, by apt-get where this process may, else by
 * Playwright's download. Says what it does before doing it.
 *
 * @param {System} [system]
 * @returns {Promise<Chromium>}
 * @throws {BrowserMissingError} when nothing helped
 */
export async function ensureChromium(system = thisSystem) {
  const found = await findChromium(system);
  if (found !== undefined) return found;
  const tried = ['looked on PATH, in the usual places and in the folder of Playwright: none there'];
  for (const install of [installWithApt, downloadWithPlaywright]) {
    const outcome = await install(system);
    if (typeof outcome !== 'string') return outcome;
    tried.push(outcome);
  }
  throw new BrowserMissingError(
    ['No Chromium was found, and none could be installed:', ...tried.map((step) => `  - ${step}`)].join(
      '\n',
    ) + '\nInstall Chromium or Chrome by hand, or set CHROMIUM_PATH to the one you have.',
  );
}

/** @param {System} system @returns {Promise<Chromium | string>} the browser, or why there is none */
async function installWithApt(system) {
  if (!system.hasApt) return 'did not try apt-get: it wants Debian or Ubuntu, and root';
  system.say('No Chromium is here: installing the Debian package "chromium" with apt-get.');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const wait = ['-o', 'DPkg::Lock::Timeout=300']; // another apt-get may be at work
  const options = { env, seconds: 15 * 60 };
  const update = await system.run('apt-get', [...wait, 'update'], options);
  const install = await system.run('apt-get', [...wait, 'install', '-y', 'chromium'], options);
  if (install.code !== 0)
    return `apt-get update exited with ${update.code}, apt-get install with ${install.code}`;
  const path = system.onPath('chromium', 'chromium-browser');
  if (path !== undefined && (await system.starts(path))) return { path, how: 'installed with apt-get' };
  return 'apt-get installed the package "chromium", but it holds no Chromium that runs';
}

/** @param {System} system @returns {Promise<Chromium | string>} the browser, or why there is none */
async function downloadWithPlaywright(system) {
  const args = ['install', ...(system.hasApt ? ['--with-deps'] : []), 'chromium'];
  system.say(
    `No Chromium is here: downloading one with "playwright ${args.join(' ')}", for at most 10 minutes.`,
  );
  const { code } = await system.runTool('playwright', args, { seconds: 600 });
  if (code === 124) return 'the download by Playwright took longer than 10 minutes';
  if (code !== 0) return `"playwright ${args.join(' ')}" exited with ${code}`;
  const path = await system.playwrightChromium();
  if (await system.starts(path)) return { path, how: 'downloaded by Playwright' };
  return `Playwright downloaded ${path}, but it does not start here; a library that it needs may be missing`;
}
