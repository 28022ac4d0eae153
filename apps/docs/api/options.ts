import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const packages = join(__dirname, '..', '..', '..', 'packages');
const names = readdirSync(packages).map((folder) => {
  const { name } = JSON.parse(readFileSync(join(packages, folder, 'package.json'), 'utf8')) as {
    name: string;
  };
  return name;
});

/** Options of docusaurus-plugin-typedoc: the API reference, made from the doc comments of every package. */
export const apiReference = {
  plugin: [join(__dirname, 'typedoc-plugin.mjs')],
  out: './docs/api',
  entryPointStrategy: 'resolve',
  entryPoints: [
    join(packages, '*/src/index.ts'),
    join(packages, 'backend/src/compile/index.ts'),
    join(packages, 'core/src/callbacks/index.ts'),
    join(packages, 'core/src/interop/index.ts'),
    join(packages, 'core/src/search/index.ts'),
    join(packages, 'core/src/stores/index.ts'),
    join(packages, 'datasets/src/augment/index.ts'),
    join(packages, 'datasets/src/files/index.ts'),
    join(packages, 'datasets/src/text/index.ts'),
  ],
  tsconfig: join(__dirname, 'tsconfig.json'),
  name: 'API reference',
  readme: 'none',
  disableGit: true,
  disableSources: true,
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  // An export or method without a doc comment is named when the site is built; a field may speak for itself.
  requiredToBeDocumented: ['Class', 'Interface', 'TypeAlias', 'Function', 'Variable'],
  packagesRequiringDocumentation: names,
  validation: { notDocumented: true, notExported: true, invalidLink: true },
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  useCodeBlocks: true,
  indexFormat: 'table',
  parametersFormat: 'table',
  interfacePropertiesFormat: 'list',
  pageTitleTemplates: {
    index: 'API reference',
    module: ({ name }: { name: string }) => name,
    member: ({ name }: { name: string }) => name,
  },
};
