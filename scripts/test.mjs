/**
 * `pnpm test`: everything this repository claims of itself, in stages.
 *
 * Every stage runs, also after one has failed, so that all faults are seen at once. One that cannot run is a
 * failure, never skipped. The last line is `N passed, M failed`.
 *
 *   pnpm test              every stage
 *   pnpm test lint wasm    these alone
 *   pnpm test --list       their names
 */
import { browser } from './stages/browser.mjs';
import { commands } from './stages/commands.mjs';
import { runStages } from './stages/run-stages.mjs';
import { script } from './stages/script.mjs';
import { vitest } from './stages/vitest.mjs';
import { ranThroughPnpm } from './pnpm.mjs';

const quietBuild = '--output-logs=errors-only';

/** One line adds a stage. @type {import('./stages/stage.mjs').Stage[]} */
const stages = [
  browser,
  commands('build', 'every package builds, and every file type-checks', [
    ['turbo', 'run', 'build', '--filter=./packages/*', quietBuild],
    ['typescript#tsc', '-b', 'tsconfig.json'],
  ]),
  commands('lint', 'the sources keep the rules', [
    ['oxlint', '--deny-warnings'],
    ['prettier', '--check', '--log-level', 'warn', '.'],
  ]),
  commands('boundaries', 'packages import only what their row of the table allows', [
    ['turbo', 'boundaries'],
  ]),
  commands('unused', 'no file, export or dependency is unused', [['knip']]),
  vitest('scripts', 'the scripts of the repository do what they say'),
  vitest('wasm', 'the claims of all code hold on the wasm device'),
  vitest('cpu', 'the claims of the packages hold on the cpu device'),
  vitest('pages', 'the wasm kernels give the same bits in a browser, in pages with threads and without', {
    needs: 'chromium',
    projects: ['isolated', 'page'],
  }),
  vitest('webgpu', 'the claims of WebGPU hold in a browser', { needs: 'chromium' }),
  vitest('webgl', 'every operation is right and has a gradient on WebGL', { needs: 'chromium' }),
  vitest('dawn', 'the claims of WebGPU hold in Node', { needs: 'vulkan' }),
  commands('packages', 'packages are packed right and stay small', [
    ['turbo', 'run', 'lint:pack', quietBuild],
    ['size-limit'],
  ]),
  commands('tour', 'the tour runs from end to end', [['./scripts/tour.mjs', '--quick']]),
  commands('docs', 'the site builds, with no broken link', [['./scripts/site.mjs', '--build-only']]),
  script(
    'site',
    'its pages work in a browser: the Lab trains, every program on a page runs',
    'scripts/site-check.mjs',
    {
      needs: 'chromium',
    },
  ),
  script(
    'release',
    'what is published installs, types, bundles and runs as users would have it',
    'scripts/release-rehearsal.mjs',
    { needs: 'chromium' },
  ),
];

const args = process.argv.slice(2);
if (!(await ranThroughPnpm('test', args))) process.exitCode = await runStages(stages, args);
