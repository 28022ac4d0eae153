/**
 * `pnpm scope @name`: gives all packages another npm scope, here and in everything that names them.
 */
import { renameScope, ScopeError } from './scope/rename.mjs';
import { project, root } from './workspace.mjs';

const { scope } = project();
const [wanted, ...more] = process.argv.slice(2);

if (wanted === undefined || more.length > 0) {
  console.error(`The scope is ${scope}. To change it: pnpm scope @name`);
  process.exitCode = 1;
} else {
  try {
    const files = renameScope(root, scope, wanted);
    console.log(`${scope} is now ${wanted}: ${files.length} files changed.`);
    if (files.length > 0)
      console.log('Next: pnpm install, then pnpm format (lines may have grown too long).');
  } catch (error) {
    if (!(error instanceof ScopeError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
