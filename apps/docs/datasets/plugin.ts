import { join } from 'node:path';

import type { Plugin } from '@docusaurus/types';

/** Teaches the bundler that a module with `?cards` is the cards of all data sets, as the package has them at that time. */
export function datasets(): Plugin {
  return {
    name: 'thaw-datasets',
    configureWebpack: () => ({
      module: {
        rules: [
          {
            resourceQuery: /^\?cards$/,
            type: 'javascript/auto',
            use: [{ loader: join(__dirname, 'cards-loader.cjs') }],
          },
        ],
      },
    }),
  };
}
