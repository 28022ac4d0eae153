/**
 * `node scripts/version.mjs`: turns the changesets into versions and changelogs, and lets the examples, which lie
 * outside the workspace, ask for those versions.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { runTool } from './process.mjs';
import { root } from './workspace.mjs';

const { code } = await runTool('@changesets/cli#changeset', ['version']);
process.exitCode = code;
if (code === 0) raiseExamples();

function raiseExamples() {
  const versions = new Map(manifests('packages').map(({ manifest }) => [manifest.name, manifest.version]));
  for (const { path, manifest } of manifests('examples')) {
    const { dependencies = {} } = manifest;
    for (const name of Object.keys(dependencies)) {
      if (versions.has(name)) dependencies[name] = `^${versions.get(name)}`;
    }
    writeFileSync(path, `${JSON.stringify(manifest, undefined, 2)}\n`);
  }
}

/** @param {string} folder */
function manifests(folder) {
  return readdirSync(join(root, folder))
    .map((name) => join(root, folder, name, 'package.json'))
    .filter((path) => existsSync(path))
    .map((path) => ({ path, manifest: JSON.parse(readFileSync(path, 'utf8')) }));
}
