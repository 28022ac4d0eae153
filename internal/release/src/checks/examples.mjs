import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { serveFolder, textOfPage } from '../browser.mjs';
import { Fault, once } from '../checks.mjs';
import { install, newProject } from '../project.mjs';
import { freePort } from '../registry.mjs';

/** @typedef {import('../project.mjs').Rehearsal} Rehearsal */

/**
 * The examples, copied out of the repository as a user would, install and do what their READMEs say.
 *
 * @param {Rehearsal} rehearsal
 * @returns {(() => Promise<void>)[]}
 */
export function examples(rehearsal) {
  const { checks, processes } = rehearsal;
  return [
    () =>
      checks.check('the example node-digits, with npm', async () => {
        const folder = await copyExample(rehearsal, 'node-digits', 'npm');
        const output = await processes.run('npm', ['start'], { cwd: folder });
        const accuracies = [...output.matchAll(/accuracy .*: (0\.\d+|1\.0+)$/gm)].map(([, figure]) =>
          Number(figure),
        );
        const [first = 0, again] = accuracies;
        if (accuracies.length !== 2 || first < 0.9 || first !== again) {
          throw new Fault(`expected two equal accuracies of 0.9 at least, got ${accuracies}\n${output}`);
        }
        return `accuracy ${first}, the same after save and load`;
      }),
    ...viteXor(rehearsal),
    () =>
      checks.check('the example script-tag-xor, with npm and no bundler', async () => {
        const folder = await copyExample(rehearsal, 'script-tag-xor', 'npm');
        const server = await serveFolder(folder);
        try {
          return await xorLearnt(rehearsal, server.address);
        } finally {
          server.close();
        }
      }),
  ];
}

/** @param {Rehearsal} rehearsal @returns {(() => Promise<void>)[]} */
function viteXor(rehearsal) {
  const { checks, processes } = rehearsal;
  const installed = once(() => copyExample(rehearsal, 'vite-xor', 'pnpm'));
  const built = once(async () => processes.run('pnpm', ['run', 'build'], { cwd: await installed() }));
  const serve = (/** @type {'dev' | 'preview'} */ command) =>
    checks.check(`the example vite-xor, with pnpm, "${command}"`, async () => {
      if (command === 'preview') await built();
      const port = await freePort();
      const stop = await processes.start(
        'pnpm',
        ['run', command, '--host', '127.0.0.1', '--port', String(port), '--strictPort'],
        { cwd: await installed(), ready: /Local:/ },
      );
      try {
        return await xorLearnt(rehearsal, `http://127.0.0.1:${port}/`);
      } finally {
        stop();
      }
    });
  return [() => serve('preview'), () => serve('dev')];
}

/**
 * @param {Rehearsal} rehearsal
 * @param {string} name
 * @param {'npm' | 'pnpm'} manager
 */
async function copyExample(rehearsal, name, manager) {
  const folder = newProject(rehearsal, name);
  cpSync(join(rehearsal.copy, 'examples', name), folder, { recursive: true });
  writeFileSync(join(folder, '.npmrc'), rehearsal.registry.scopeConfig);
  await install(rehearsal, manager, folder);
  return folder;
}

/** @param {Rehearsal} rehearsal @param {string} address @returns {Promise<string>} */
async function xorLearnt({ browser }, address) {
  const text = await textOfPage(await browser(), address, { element: '#loss', text: /done/ });
  const loss = Number(/loss ([\d.]+), done/.exec(text)?.[1]);
  const device = /device: \w+, because/.exec(text)?.[0];
  if (!(loss < 0.05) || device === undefined)
    throw new Fault(`expected a device and a low loss, got ${text}`);
  return `loss ${loss}, ${device} …`;
}
