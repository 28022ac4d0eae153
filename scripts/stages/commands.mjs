import { join } from 'node:path';

import { run, runTool } from '../process.mjs';
import { root } from '../workspace.mjs';
import { one } from './stage.mjs';

/** @typedef {import('./stage.mjs').Stage} Stage */

/**
 * A stage of one or more commands, each run whether or not those before it failed.
 *
 * @param {string} name
 * @param {string} claim
 * @param {readonly (readonly [string, ...string[]])[]} steps a tool of the workspace (as `runTool` names it) or a
 *   script of the repository (`./scripts/tour.mjs`), and its arguments
 * @returns {Stage}
 */
export function commands(name, claim, steps) {
  return {
    name,
    claim,
    async run() {
      const faults = [];
      for (const [program, ...args] of steps) {
        const line = [program, ...args].join(' ');
        console.log(`$ ${line}`);
        const isScript = program.startsWith('./');
        const { code } = await (isScript
          ? run(process.execPath, [join(root, program), ...args])
          : runTool(program, args));
        if (code !== 0) faults.push(`"${line}" exited with ${code}`);
      }
      return one(faults);
    },
  };
}
