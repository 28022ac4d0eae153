import { build as esbuild } from 'esbuild';

import { Fault } from '../checks.mjs';

/** @typedef {import('../project.mjs').Rehearsal} Rehearsal */

/** What a member may weigh by itself, in bytes, TensorFlow.js left out. */
const members = [
  { member: 'ArgumentError', from: 'core', most: 500 },
  { member: 'Dense', from: 'layers', most: 30_000 },
];

/**
 * What is not used is not bundled: a package imported for nothing leaves nothing, and one member brings little.
 *
 * @param {Rehearsal} rehearsal
 * @returns {(() => Promise<void>)[]}
 */
export function treeShaking({ checks, packages, consumer, registry }) {
  const bundle = async (/** @type {string} */ contents) => {
    const { outputFiles } = await esbuild({
      stdin: { contents, resolveDir: await consumer() },
      bundle: true,
      minify: true,
      format: 'esm',
      external: ['@tensorflow/*'],
      write: false,
      logLevel: 'silent',
    });
    return outputFiles[0]?.text ?? '';
  };
  const forNothing = packages.map(
    ({ name }) =>
      () =>
        checks.check(`${name} imported for nothing leaves nothing in a bundle`, async () => {
          const left = await bundle(`import '${name}';\nimport * as all from '${name}';\n`);
          if (left !== '')
            throw new Fault(`expected nothing, got ${left.length} bytes: ${left.slice(0, 200)}`);
        }),
  );
  const little = members.map(
    ({ member, from, most }) =>
      () =>
        checks.check(`${member} alone bundles to less than ${most / 1000} kB`, async () => {
          const { length } = await bundle(`export { ${member} } from '${registry.scope}/${from}';\n`);
          if (length > most) throw new Fault(`expected at most ${most} bytes, got ${length}`);
          return `${length} bytes without TensorFlow.js`;
        }),
  );
  return [...forNothing, ...little];
}
