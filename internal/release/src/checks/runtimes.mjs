import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { write } from '../project.mjs';
import { requireLearnt, resultOf, xorScript } from '../programs.mjs';

/** @typedef {import('../project.mjs').Rehearsal} Rehearsal */

const isWindows = process.platform === 'win32';
const thisMajor = process.versions.node.split('.')[0];
const otherMajors = ['20', '22', '24'].filter((major) => major !== thisMajor);
const system = `${isWindows ? 'win' : process.platform}-${process.arch}`;

/** The packages of npm that hold other runtimes, each under its own name. */
export const runtimePackages = {
  ...Object.fromEntries(otherMajors.map((major) => [`node${major}`, `npm:node-${system}@${major}`])),
  deno: '2',
  bun: '1',
};

/**
 * How each runtime starts a script, given the node_modules that runtimes were installed in.
 *
 * @type {Record<string, (modules: string) => readonly [string, ...string[]]>}
 */
const runtimes = {
  [`Node ${thisMajor}`]: () => [process.execPath],
  ...Object.fromEntries(
    otherMajors.map((major) => [
      `Node ${major}`,
      (/** @type {string} */ modules) => [
        join(modules, `node${major}`, 'bin', isWindows ? 'node.exe' : 'node'),
      ],
    ]),
  ),
  Deno: (modules) => {
    const program = join(modules, 'deno', 'bin.cjs'); // finds the package for this system by itself
    return [process.execPath, program, 'run', '--quiet', '--allow-all', '--node-modules-dir=manual'];
  },
  Bun: (modules) => {
    // Its install script, where npm runs it, moves the program from the package for this system into its own.
    const variants = readdirSync(join(modules, '@oven')).map((name) => join('@oven', name, 'bin'));
    const places = variants.map((place) => join(modules, place, isWindows ? 'bun.exe' : 'bun'));
    return [places.find((path) => existsSync(path)) ?? join(modules, 'bun', 'bin', 'bun.exe')];
  },
};

/**
 * Every runtime trains XOR on wasm, from what npm installed.
 *
 * @param {Rehearsal} rehearsal
 * @returns {(() => Promise<void>)[]}
 */
export function runtimeChecks({ checks, processes, consumer, tools }) {
  return Object.entries(runtimes).map(
    ([name, start]) =>
      () =>
        checks.check(`${name} trains XOR`, async () => {
          const folder = await consumer();
          const [command, ...args] = start(join(await tools(), 'node_modules'));
          write(folder, { 'xor.mjs': xorScript });
          return requireLearnt(resultOf(await processes.run(command, [...args, 'xor.mjs'], { cwd: folder })));
        }),
  );
}
