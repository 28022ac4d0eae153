import type { Plugin } from '@docusaurus/types';

/**
 * What the pages need of the bundler: `?source` gives the text of a file, to be shown; and on the server, where pages
 * are rendered but no Lab runs, a Lab's worker is left out.
 */
export function labs(): Plugin {
  return {
    name: 'thaw-labs',
    configureWebpack: (_config, isServer) => ({
      // Branches for Node, in TensorFlow.js and in ours, that a browser never takes.
      ignoreWarnings: [
        /"__(file|dir)name" is used and has been mocked/,
        /request of a dependency is an expression/,
      ],
      module: {
        rules: [{ resourceQuery: /^\?source$/, type: 'asset/source' }],
        ...(isServer ? { parser: { javascript: { worker: false } } } : {}),
      },
    }),
  };
}
