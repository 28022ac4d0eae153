import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

/**
 * Copies the sources of a checkout, as they lie there now, and gives the copy dependencies: links to those that the
 * checkout has installed, and among packages of the workspace links to their copies. Nothing that runs in the copy
 * reaches back into the checkout's own files.
 *
 * @param {string} root
 * @param {readonly string[]} files paths of the sources, from the root
 * @param {string} target
 */
export function copyCheckout(root, files, target) {
  for (const file of files) {
    if (!existsSync(join(root, file))) continue; // removed since the list was made
    mkdirSync(dirname(join(target, file)), { recursive: true });
    cpSync(join(root, file), join(target, file));
  }
  const folders = files.filter((file) => file.endsWith('package.json')).map((file) => dirname(file));
  for (const folder of folders) linkDependencies(root, target, folder);
  // The programs are scripts that find their packages beside themselves.
  cpSync(join(root, 'node_modules', '.bin'), join(target, 'node_modules', '.bin'), {
    recursive: true,
    verbatimSymlinks: true,
  });
}

/** @param {string} root @param {string} target @param {string} folder */
function linkDependencies(root, target, folder) {
  for (const name of installedIn(join(root, folder, 'node_modules'))) {
    const real = realpathSync(join(root, folder, 'node_modules', name));
    const place = relative(root, real);
    const ofWorkspace = !place.startsWith('..') && !place.split(sep).includes('node_modules');
    const link = join(target, folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(ofWorkspace ? join(target, place) : real, link, 'junction');
  }
}

/** @param {string} modules @returns {string[]} the names of the packages in it */
function installedIn(modules) {
  if (!existsSync(modules)) return [];
  const names = readdirSync(modules).filter((name) => !name.startsWith('.'));
  return names.flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
  );
}
