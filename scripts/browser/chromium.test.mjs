import { expect, test } from 'vitest';

import { BrowserMissingError, ensureChromium, findChromium } from './chromium.mjs';

/** @typedef {import('./system.mjs').System} System */

const downloaded = '/cache/playwright/chrome';

/**
 * A machine with nothing on it, on which nothing can be installed; what it is asked to run is written down.
 *
 * @param {Partial<System> & { programs?: string[] }} [parts]
 */
function machine({ programs = [], ...parts } = {}) {
  /** @type {string[]} */
  const ran = [];
  /** @type {string[]} */
  const said = [];
  const there = new Set(programs);
  /** @type {System} */
  const system = {
    platform: 'linux',
    env: {},
    hasApt: false,
    isProgram: (path) => there.has(path),
    onPath: (...names) => names.map((name) => `/usr/bin/${name}`).find((path) => there.has(path)),
    starts: async (path) => there.has(path),
    playwrightChromium: async () => downloaded,
    run: async (command, args) => ({ code: ran.push([command, ...args].join(' ')) ? 1 : 0, output: '' }),
    runTool: async (tool, args) => ({ code: ran.push([tool, ...args].join(' ')) ? 1 : 0, output: '' }),
    say: (text) => said.push(text),
    ...parts,
  };
  return { system, there, ran, said };
}

test('CHROMIUM_PATH comes before a Chromium on PATH', async () => {
  const { system } = machine({ env: { CHROMIUM_PATH: '/mine' }, programs: ['/mine', '/usr/bin/chromium'] });
  expect(await ensureChromium(system)).toEqual({ path: '/mine', how: 'CHROMIUM_PATH names it' });
});

test('a CHROMIUM_PATH that names nothing is an error, though another Chromium is there', async () => {
  const { system } = machine({ env: { CHROMIUM_PATH: '/mine' }, programs: ['/usr/bin/chromium'] });
  await expect(ensureChromium(system)).rejects.toThrow(
    new BrowserMissingError(
      'CHROMIUM_PATH is /mine, which is not a program; expected the path of Chromium or Chrome. ' +
        'Mend the path, or unset CHROMIUM_PATH to have one found.',
    ),
  );
});

test('Chromium on PATH comes before Chrome, and Chrome before one that Playwright downloaded', async () => {
  const { system, there } = machine({
    programs: ['/usr/bin/chromium', '/usr/bin/google-chrome', downloaded],
  });
  expect(await findChromium(system)).toEqual({ path: '/usr/bin/chromium', how: 'found on PATH' });
  there.delete('/usr/bin/chromium');
  expect(await findChromium(system)).toEqual({ path: '/usr/bin/google-chrome', how: 'found on PATH' });
  there.delete('/usr/bin/google-chrome');
  expect(await findChromium(system)).toEqual({ path: downloaded, how: 'downloaded by Playwright before' });
});

test('a program on PATH that does not start, such as a stub that asks for a snap, is passed over', async () => {
  const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];
  const { system } = machine({ programs, starts: async (path) => path.endsWith('browser') });
  expect((await findChromium(system))?.path).toBe('/usr/bin/chromium-browser');
});

test.each(
  /** @type {const} */ ([
    ['darwin', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
    ['win32', 'C:\\Programs\\Google\\Chrome\\Application\\chrome.exe'],
  ]),
)('on %s it is found at %s', async (platform, path) => {
  const { system } = machine({ platform, env: { PROGRAMFILES: 'C:\\Programs' }, programs: [path] });
  expect(await findChromium(system)).toEqual({ path, how: 'found where it is usually installed' });
});

test('as root on Debian it is installed with apt-get, and said before it is done', async () => {
  const { system, there, ran, said } = machine({ hasApt: true });
  system.run = async (command, args) => {
    expect(said).toEqual(['No Chromium is here: installing the Debian package "chromium" with apt-get.']);
    ran.push([command, ...args].join(' '));
    if (args.includes('install')) there.add('/usr/bin/chromium');
    return { code: 0, output: '' };
  };
  expect(await ensureChromium(system)).toEqual({ path: '/usr/bin/chromium', how: 'installed with apt-get' });
  expect(ran).toEqual([
    'apt-get -o DPkg::Lock::Timeout=300 update',
    'apt-get -o DPkg::Lock::Timeout=300 install -y chromium',
  ]);
});

test('elsewhere Playwright downloads it', async () => {
  const { system, there, said } = machine();
  system.runTool = async () => ({ code: there.add(downloaded) ? 0 : 1, output: '' });
  expect(await ensureChromium(system)).toEqual({ path: downloaded, how: 'downloaded by Playwright' });
  expect(said).toEqual([
    'No Chromium is here: downloading one with "playwright install chromium", for at most 10 minutes.',
  ]);
});

test('when nothing helps, the error lists what was tried and how to mend it', async () => {
  const { system, ran } = machine({ hasApt: true });
  await expect(ensureChromium(system)).rejects.toThrow(
    new BrowserMissingError(
      `No Chromium was found, and none could be installed:
  - looked on PATH, in the usual places and in the folder of Playwright: none there
  - apt-get update exited with 1, apt-get install with 1
  - "playwright install --with-deps chromium" exited with 1
Install Chromium or Chrome by hand, or set CHROMIUM_PATH to the one you have.`,
    ),
  );
  expect(ran).toHaveLength(3);
});

test('a download that takes too long, or does not start, says so', async () => {
  const slow = machine({ runTool: async () => ({ code: 124, output: '' }) });
  await expect(ensureChromium(slow.system)).rejects.toThrow(
    '- did not try apt-get: it wants Debian or Ubuntu, and root\n  - the download by Playwright took longer than 10 minutes',
  );
  const broken = machine({ runTool: async () => ({ code: 0, output: '' }) });
  await expect(ensureChromium(broken.system)).rejects.toThrow(
    `Playwright downloaded ${downloaded}, but it does not start here; a library that it needs may be missing`,
  );
});
