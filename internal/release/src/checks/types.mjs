import { join } from 'node:path';

import { Fault, ProgramFault } from '../checks.mjs';
import { write } from '../project.mjs';
import { typesProgram } from '../programs.mjs';

/** @typedef {import('../project.mjs').Rehearsal} Rehearsal */

/** The oldest TypeScript that is supported, a later one, and the newest, each under its own name. */
export const compilers = { 'typescript-5.4': '5.4', 'typescript-5.9': '5.9', 'typescript-6.0': '6.0' };

/**
 * How packages are looked up, with the module format that goes with it. Once declaration files are checked as well:
 * those of TensorFlow.js have faults, ours must have none.
 */
const ways = {
  'nodenext, declaration files checked': ['nodenext', '--module', 'nodenext', '--skipLibCheck', 'false'],
  bundler: ['bundler', '--module', 'esnext', '--skipLibCheck', 'true'],
};

/**
 * A program of a user that uses types of every package compiles, under every compiler and way of looking packages up.
 *
 * @param {Rehearsal} rehearsal
 * @returns {(() => Promise<void>)[]}
 */
export function types({ checks, processes, registry, consumer, tools }) {
  const compile = async (/** @type {string} */ compiler, /** @type {readonly string[]} */ way) => {
    const folder = await consumer();
    write(folder, { 'types.mts': typesProgram });
    const program = join(await tools(), 'node_modules', compiler, 'bin', 'tsc');
    const options = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable'];
    const args = [program, ...options, '--moduleResolution', ...way, 'types.mts'];
    try {
      await processes.run(process.execPath, args, { cwd: folder });
    } catch (error) {
      if (!(error instanceof ProgramFault)) throw error;
      const faults = [...error.output.matchAll(/^(\S+)\(\d+,\d+\): error .*$/gm)];
      const ours = faults.filter(
        ([, file = '']) => !/node_modules\//.test(file) || file.includes(registry.scope),
      );
      if (faults.length === 0) throw error;
      if (ours.length > 0) throw new Fault(ours.map(([line]) => line).join('\n'));
    }
  };
  return Object.keys(compilers).flatMap((compiler) =>
    Object.entries(ways).map(
      ([name, way]) =>
        () =>
          checks.check(`types under ${compiler}, moduleResolution ${name}`, () => compile(compiler, way)),
    ),
  );
}
