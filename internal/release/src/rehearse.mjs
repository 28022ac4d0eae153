import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';

import { openBrowser } from './browser.mjs';
import { alone } from './checks/alone.mjs';
import { bundlerChecks } from './checks/bundlers.mjs';
import { examples } from './checks/examples.mjs';
import { runtimeChecks, runtimePackages } from './checks/runtimes.mjs';
import { treeShaking } from './checks/tree-shaking.mjs';
import { compilers, types } from './checks/types.mjs';
import { Checks, Fault, inParallel, once } from './checks.mjs';
import { requireOneCopy } from './copies.mjs';
import { copyCheckout } from './copy.mjs';
import { cleanEnvironment } from './environment.mjs';
import { providePnpm } from './pnpm.mjs';
import { Processes } from './processes.mjs';
import { install, newProject } from './project.mjs';
import { build, commit, publicPackages, publish, version } from './publish.mjs';
import { startRegistry } from './registry.mjs';

/**
 * @typedef {object} Options
 * @property {string} root the checkout
 * @property {string} scope of its packages
 * @property {() => string[]} sources the files of the checkout that git keeps or would keep, as paths from the root
 * @property {() => Promise<{ path: string }>} chromium
 * @property {readonly string[]} chromiumFlags
 */

/** How many checks run at once; some compute, others wait for the network. */
const WIDTH = 3;

/**
 * Rehearses a release: publishes every package from a copy of the checkout to a registry on this machine, and
 * checks what was published as users would meet it.
 *
 * @param {Options} options
 * @returns {Promise<ReturnType<Checks['summary']>>}
 */
export async function rehearse(options) {
  const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'release-rehearsal-')));
  const programs = join(temporary, 'bin');
  const processes = new Processes(cleanEnvironment(process.env, { temporary, programs }));
  const interrupted = () => {
    processes.stopAll();
    rmSync(temporary, { recursive: true, force: true });
    process.exit(130);
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.once(signal, interrupted);
  const checks = new Checks();
  try {
    await rehearseIn({ ...options, temporary, programs, processes, checks });
  } catch (error) {
    await checks.check('the rehearsal can begin', () => Promise.reject(error));
  } finally {
    processes.stopAll();
    for (const signal of signals) process.off(signal, interrupted);
  }
  const summary = checks.summary();
  if (summary.failed === 0) rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
  else console.log(`Everything is kept for you to look at in ${temporary}`);
  return summary;
}

/** @param {Options & { temporary: string, programs: string, processes: Processes, checks: Checks }} options */
async function rehearseIn(options) {
  const { root, sources, temporary, processes, checks } = options;
  const before = await stateOf(options);
  const copy = join(temporary, 'copy');
  const registry = await startRegistry(processes, join(temporary, 'registry'), options.scope);
  await providePnpm(processes, options);
  const tools = once(() => installTools(processes, newProject({ temporary, registry }, 'tools')));
  tools().catch(() => {}); // downloads while the packages are built; who needs it sees the error

  await checks.check('the packages build from a clean copy', async () => {
    copyCheckout(root, sources(), copy);
    await commit(processes, copy);
    await build(processes, copy);
  });
  await checks.check('changesets give the versions', async () => {
    await version(processes, copy);
    return publicPackages(copy)
      .map((each) => `${each.name} ${each.version}`)
      .join(', ');
  });
  await checks.check('changesets publish every package', () => publish(processes, copy, registry));
  if (checks.summary().failed === 0) await checkPublished(options, { registry, copy, tools });
  else console.log('Nothing more can be checked: the packages were not published.');
  await checks.check('versions, tags and changesets of the checkout are as they were', async () => {
    const after = await stateOf(options);
    if (after !== before) throw new Fault(`expected\n${before}\ngot\n${after}`);
  });
}

/**
 * @param {Parameters<typeof rehearseIn>[0]} options
 * @param {Pick<import('./project.mjs').Rehearsal, 'registry' | 'copy' | 'tools'>} made
 */
async function checkPublished({ temporary, processes, checks, chromium, chromiumFlags }, made) {
  const packages = publicPackages(made.copy);
  const browser = once(async () => openBrowser((await chromium()).path, chromiumFlags));
  const consumer = once(async () => {
    const folder = newProject({ temporary, registry: made.registry }, 'consumer');
    await install({ temporary, processes }, 'npm', folder, [
      ...packages.map(({ name }) => name),
      '@types/node@20',
    ]);
    return folder;
  });
  // First and alone, so that the caches are filled once.
  await checks.check('all packages together, installed with npm', async () => {
    requireOneCopy(await consumer());
  });
  const rehearsal = { ...made, checks, processes, packages, temporary, browser, consumer };
  const kinds = [bundlerChecks, examples, alone, types, runtimeChecks, treeShaking];
  const tasks = kinds.flatMap((kind) => kind(rehearsal));
  try {
    await inParallel(WIDTH, tasks);
  } finally {
    await browser().then(
      (opened) => opened.close(),
      () => {},
    );
  }
}

/** Installs other runtimes and compilers. @param {Processes} processes @param {string} folder */
async function installTools(processes, folder) {
  const typescripts = Object.entries(compilers).map(([name, range]) => `${name}@npm:typescript@${range}`);
  const runtimes = Object.entries(runtimePackages).map(([name, range]) => `${name}@${range}`);
  const args = ['install', '--prefer-offline', ...typescripts, ...runtimes];
  await processes.run('npm', args, { cwd: folder, seconds: 600 });
  return folder;
}

/**
 * What a release changes in a checkout, and a rehearsal must not.
 *
 * @param {Pick<Options, 'root' | 'sources'> & { processes: Processes }} options
 */
async function stateOf({ root, sources, processes }) {
  const tags = await processes.run('git', ['for-each-ref', 'refs/tags'], { cwd: root });
  const changed = /^(\.changeset\/.*|(packages|examples)\/[^/]+\/(package\.json|CHANGELOG\.md))$/;
  const contents = sources()
    .filter((path) => changed.test(path))
    .map(
      (path) =>
        `${path} ${createHash('sha256')
          .update(readFileSync(join(root, path)))
          .digest('hex')}`,
    );
  return [tags, ...contents].join('\n');
}
