import { join } from 'node:path';

import { build } from 'vite';

import { sameWords, snippetsOf, Workbench } from '../snippets.mjs';
import { serve } from '../static-server.mjs';
import { expect } from '../visitor.mjs';

/** What the programs on the pages are held to. @type {import('../claim.mjs').Claim[]} */
export const programClaims = [
  {
    name: 'every program on a page runs in Node and prints what the page says',
    async check() {
      const bench = new Workbench();
      try {
        for (const snippet of ['get-started.mdx', 'learn/hidden-layer.mdx'].flatMap(snippetsOf)) {
          if (!snippet.file.endsWith('.mjs')) continue;
          const printed = await bench.run(snippet);
          const { file, output = '' } = snippet;
          expect(sameWords(output, printed), `${file} printed\n${printed}\nand its page says\n${output}`);
        }
      } finally {
        bench.remove();
      }
    },
  },
  {
    name: 'the page of the first steps trains in a browser through Vite',
    async check(visitor) {
      const bench = new Workbench();
      try {
        for (const snippet of snippetsOf('get-started.mdx')) bench.write(snippet);
        const outDir = join(bench.folder, 'dist');
        await build({
          root: bench.folder,
          logLevel: 'error',
          build: { outDir, chunkSizeWarningLimit: 4000 },
        });
        const server = await serve(outDir);
        try {
          const page = await visitor.open(server.address);
          await page.getByText(/^right on 9\d\.\d % of the test digits$/).waitFor({ timeout: 60_000 });
          expect(
            await page.getByRole('link', { name: 'Download the weights' }).isVisible(),
            'no weights to download',
          );
        } finally {
          await server.close();
        }
      } finally {
        bench.remove();
      }
    },
  },
];
