import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type * as Preset from '@docusaurus/preset-classic';
import type { Config } from '@docusaurus/types';
import rehypeKatex from 'rehype-katex';
import remarkMath from 'remark-math';

import { apiReference } from './api/options.ts';
import { codeColours } from './code-colours.ts';
import { datasets } from './datasets/plugin.ts';
import { focusableEquations } from './focusable-equations.ts';
import { lab, labFolder } from './lab/plugin.ts';

const rootPackage = readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8');
const { repository } = (JSON.parse(rootPackage) as { thaw: { repository: string } }).thaw;
const [owner, name] = repository.split('/') as [string, string];
const github = `https://github.com/${repository}`;

export default {
  title: 'Thaw',
  tagline: 'Deep learning for the web, from the 1943 neuron to the transformer',
  favicon: 'img/logo.svg',
  url: `https://${owner}.github.io`,
  baseUrl: `/${name}/`,
  organizationName: owner,
  projectName: name,
  trailingSlash: false,
  onBrokenLinks: 'throw',
  onBrokenAnchors: 'throw',
  onDuplicateRoutes: 'throw',
  future: { faster: true, v4: true },
  // The API reference is plain markdown, in which a brace is a brace.
  markdown: { format: 'detect', hooks: { onBrokenMarkdownLinks: 'throw', onBrokenMarkdownImages: 'throw' } },
  presets: [
    [
      'classic',
      {
        docs: {
          routeBasePath: '/',
          sidebarPath: './sidebars.ts',
          editUrl: editAddress,
          breadcrumbs: false,
          remarkPlugins: [remarkMath],
          rehypePlugins: [[rehypeKatex, { strict: 'error', throwOnError: true }], focusableEquations],
        },
        blog: false,
        theme: { customCss: './src/css/theme.css' },
      } satisfies Preset.Options,
    ],
  ],
  plugins: [['docusaurus-plugin-typedoc', apiReference], lab, datasets],
  staticDirectories: ['static', labFolder],
  themeConfig: {
    metadata: [{ name: 'theme-color', content: '#0c2233' }],
    colorMode: { respectPrefersColorScheme: true },
    navbar: {
      title: 'Thaw',
      logo: { alt: '', src: 'img/logo.svg', width: 28, height: 28 },
      items: [
        { type: 'docSidebar', sidebarId: 'learn', label: 'The history', position: 'left' },
        { type: 'docSidebar', sidebarId: 'api', label: 'API', position: 'left' },
        { href: github, label: 'GitHub', position: 'right' },
      ],
    },
    footer: {
      links: [
        {
          title: 'Learn',
          items: [
            { label: 'Get started', to: '/get-started' },
            { label: 'The threshold neuron', to: '/learn/threshold-neuron' },
            { label: 'The hidden layer', to: '/learn/hidden-layer' },
          ],
        },
        {
          title: 'Reference',
          items: [
            { label: 'API', to: '/api' },
            { label: 'TensorFlow.js', href: 'https://js.tensorflow.org/api/4.22.0/' },
          ],
        },
        {
          title: 'Project',
          items: [
            { label: 'GitHub', href: github },
            { label: 'Contributing', href: `${github}/blob/main/CONTRIBUTING.md` },
          ],
        },
      ],
      copyright: 'Thaw is free software under the MIT licence.',
    },
    prism: { theme: codeColours, darkTheme: codeColours, additionalLanguages: ['bash'] },
  } satisfies Preset.ThemeConfig,
} satisfies Config;

/** Where a page can be mended; the API reference is made from the sources, so it has no page to edit. */
function editAddress({ docPath }: { docPath: string }): string | undefined {
  return docPath.startsWith('api/') ? undefined : `${github}/edit/main/apps/docs/docs/${docPath}`;
}
