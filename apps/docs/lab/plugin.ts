import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { Plugin } from '@docusaurus/types';

/** What a page knows of the Lab's runtime. */
export interface LabData {
  /** Where the runtime's files lie, from the root of the site. */
  readonly manifest: string;
}

/** Where the runtime is made; the configuration lists its parent among the static folders. */
export const labFolder: string = join(__dirname, '..', 'lab.tmp');

/**
 * The Lab's part of the site: makes the sandbox's runtime, and teaches the bundler three things. `recorded/x.json?lab` is
 * a recorded run with its pictures drawn and the source of its experiment; a file with `?source` is its text; packages of
 * the workspace are read from their sources.
 */
export function lab(): Plugin {
  return {
    name: 'thaw-lab',
    async loadContent() {
      // A program of its own: Docusaurus loads this file as CommonJS, which that one is not.
      const program = join(__dirname, 'make-lab.mjs');
      const { stdout } = await promisify(execFile)(process.execPath, [program, join(labFolder, 'lab')]);
      return stdout.trim();
    },
    contentLoaded({ content, actions }) {
      actions.setGlobalData({ manifest: String(content) } satisfies LabData);
      return Promise.resolve();
    },
    getPathsToWatch: () => [
      join(__dirname, '..', 'src', 'sandbox', '*.ts'),
      join(__dirname, '..', '..', '..', 'experiments', '*.ts'),
    ],
    configureWebpack: () => ({
      // Branches for Node, in TensorFlow.js and in ours, that a browser never takes.
      ignoreWarnings: [
        /"__(file|dir)name" is used and has been mocked/,
        /request of a dependency is an expression/,
      ],
      resolve: { conditionNames: ['@thaw/source', '...'] },
      module: {
        rules: [
          { resourceQuery: /^\?source$/, type: 'asset/source' },
          {
            resourceQuery: /^\?lab$/,
            type: 'javascript/auto',
            use: [{ loader: join(__dirname, 'recorded-loader.cjs') }],
          },
        ],
      },
    }),
  };
}
