import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

import { build } from 'esbuild';

const root = join(import.meta.dirname, '..', '..', '..');
const { scope } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).thaw;
const shared = {
  bundle: true,
  write: false,
  metafile: true,
  minify: true,
  format: /** @type {const} */ ('esm'),
  platform: /** @type {const} */ ('browser'),
  target: 'es2022',
  conditions: [`${scope}/source`],
  logLevel: /** @type {const} */ ('error'),
  absWorkingDir: root,
};

/**
 * @typedef {object} RuntimeModule
 * @property {string} file its name below `folder`
 * @property {number} bytes
 * @property {string[]} imports keys of what it imports at once; what it may import later is asked for then
 */

/**
 * The modules a Lab's code may import, as files that a sandbox can load from `blob:` addresses: each package by itself,
 * each experiment by itself. An import of another module reads `"lab:KEY"`, for the loader to put its address there; an
 * `import()` calls `thawImport("KEY")`, which asks the page for it.
 *
 * @param {string} folder where the files go
 * @returns {Promise<{ modules: Record<string, RuntimeModule>, names: Record<string, string> }>} `names` from what
 *   code writes after `from` to a key
 */
export async function bundleRuntime(folder) {
  /** @type {Record<string, RuntimeModule>} */
  const modules = {};
  /** @type {Record<string, string>} */
  const names = {};
  mkdirSync(folder, { recursive: true });
  const bundles = [...packages(), experiments()];
  for (const entry of bundles.flatMap(({ entries }) => entries)) names[entry.specifier] = entry.key;
  for (const { name: bundle, entries, apart } of bundles) {
    const { outputFiles, metafile } = await build({
      ...shared,
      splitting: true,
      outdir: `/${bundle}`,
      entryPoints: entries.map(({ key, path }) => ({ in: path, out: key.slice(bundle.length + 1) })),
      ...(apart ? { plugins: [leaveImports] } : { external: [`${scope}/*`] }),
    });
    const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [keyOf(path), output]));
    for (const { path, text } of outputFiles) {
      const key = keyOf(path);
      const imports = /** @type {string[]} */ ([]);
      let code = text;
      for (const { path: to, kind, external } of outputs.get(key)?.imports ?? []) {
        const target = external ? names[to] : keyOf(to);
        if (target === undefined) continue; // a module of Node, which a browser never asks for
        const written = external ? to : `./${basename(to)}`;
        if (kind === 'dynamic-import') {
          code = code.replaceAll(`import("${written}")`, `thawImport("${target}")`);
        } else {
          imports.push(target);
          code = code.replaceAll(
            new RegExp(`(from|import)\\s*"${escaped(written)}"`, 'g'),
            `$1"lab:${target}"`,
          );
        }
      }
      const hash = createHash('sha256').update(code).digest('hex').slice(0, 10);
      const file = `${key.replaceAll('/', '-')}.${hash}.js`;
      writeFileSync(join(folder, file), code);
      modules[key] = { file, bytes: Buffer.byteLength(code), imports: [...new Set(imports)] };
    }
  }
  return { modules, names };
}

/** Every export of every package, the files of one package together. */
function packages() {
  return readdirSync(join(root, 'packages')).map((name) => {
    const folder = join(root, 'packages', name);
    const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const entries = Object.entries(exports).flatMap(([subpath, conditions]) => {
      const source = conditions[`${scope}/source`];
      if (source === undefined) return [];
      const key = subpath === '.' ? `${name}/index` : `${name}/${subpath.slice(2)}`;
      return [{ specifier: `${scope}/${name}${subpath.slice(1)}`, key, path: join(folder, source) }];
    });
    return { name, entries, apart: false };
  });
}

/** Every file of the experiments, apart, so that a reader's change of one is met by the others as they are. */
function experiments() {
  const folder = join(root, 'experiments');
  const files = readdirSync(folder).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'all.ts',
  );
  const entries = files.map((file) => ({
    specifier: `./${file}`,
    key: `experiments/${file.slice(0, -3)}`,
    path: join(folder, file),
  }));
  return { name: 'experiments', entries, apart: true };
}

/** @type {import('esbuild').Plugin} */
const leaveImports = {
  name: 'leave-imports',
  setup({ onResolve }) {
    onResolve({ filter: /./ }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path, external: true },
    );
  },
};

/** `…/core/index.js` as `core/index`. @param {string} path */
function keyOf(path) {
  const at = path.replaceAll('\\', '/');
  return `${basename(dirname(at))}/${basename(at, '.js')}`;
}

/** @param {string} text */
function escaped(text) {
  return text.replaceAll(/[$()*+.?[\]^{|}\\/]/g, String.raw`\$&`);
}
