const { readFile } = require('node:fs/promises');
const { join } = require('node:path');

const root = join(__dirname, '..', '..', '..');

/**
 * Makes a module of a recorded run, with the source of its experiment and its pictures drawn, so that a page shows them
 * before any script runs.
 *
 * @this {{ async(): (error: unknown, code?: string) => void, addDependency(path: string): void, addContextDependency(path: string): void }}
 * @param {string} text of recorded/ID.json
 */
module.exports = async function recordedLoader(text) {
  const done = this.async();
  try {
    const recorded = JSON.parse(text);
    const path = join(root, 'experiments', `${recorded.id}.ts`);
    this.addDependency(path);
    this.addContextDependency(join(root, 'internal', 'figures', 'dist')); // what draws
    const code = await readFile(path, 'utf8');
    const { drawRecorded } = await import('./draw-recorded.mjs');
    const { pictures, ...rest } = recorded;
    const drawings = drawRecorded(pictures);
    done(null, `export default ${JSON.stringify({ ...rest, code, drawings })};`);
  } catch (error) {
    done(error);
  }
};
