import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { requireOneCopy } from '../copies.mjs';
import { install, newProject } from '../project.mjs';

/** @typedef {import('../project.mjs').Rehearsal} Rehearsal */

/**
 * Each package, installed alone into an empty project with npm and with pnpm: there is one copy of TensorFlow.js,
 * and Node imports what the package exports.
 *
 * @param {Rehearsal} rehearsal
 * @returns {(() => Promise<void>)[]}
 */
export function alone(rehearsal) {
  const { checks, packages, processes } = rehearsal;
  const cases = packages.flatMap(({ name }) =>
    /** @type {const} */ (['npm', 'pnpm']).map((manager) => ({ name, manager })),
  );
  return cases.map(
    ({ name, manager }) =>
      () =>
        checks.check(`${name} alone, installed with ${manager}`, async () => {
          const folder = newProject(rehearsal, `alone-${manager}`, { 'check.js': program(name) });
          await install(rehearsal, manager, folder, [name]);
          requireOneCopy(folder);
          const output = await processes.run(process.execPath, [join(folder, 'check.js')], { cwd: folder });
          rmSync(folder, { recursive: true, force: true }); // TensorFlow.js takes 300 MB each time
          return `one TensorFlow.js, ${output.trim()}`;
        }),
  );
}

/** @param {string} name */
const program = (name) => `
import * as everything from '${name}';

const said = [\`\${Object.keys(everything).length} exports\`];
if ('useDevice' in everything) {
  const device = await everything.useDevice('wasm');
  const [sum] = await everything.tf.add(1, 2).data();
  if (sum !== 3) throw new Error(\`1 + 2 is \${sum} on \${device.name}\`);
  said.push(\`1 + 2 is 3 on \${device.name}\`);
}
console.log(said.join(', '));
`;
