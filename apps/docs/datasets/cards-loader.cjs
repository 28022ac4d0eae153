/**
 * Makes a module of the cards of all data sets, so that a page shows them without the sets themselves.
 *
 * @this {{ async(): (error: unknown, code?: string) => void, addContextDependency(path: string): void }}
 */
module.exports = async function cardsLoader() {
  const done = this.async();
  try {
    this.addContextDependency(require('node:path').dirname(this.resourcePath)); // the package that has them
    const { datasetCards } = await import('@thaw/datasets');
    done(null, `export default ${JSON.stringify(datasetCards())};`);
  } catch (error) {
    done(error);
  }
};
