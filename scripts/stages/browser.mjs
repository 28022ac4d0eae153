import { one } from './stage.mjs';

/**
 * The stage that finds or installs the browser, first of all, so that what it does to the machine is seen at once.
 *
 * @type {import('./stage.mjs').Stage}
 */
export const browser = {
  name: 'browser',
  claim: 'a Chromium with WebGPU is there, or can be had',
  async run(resources) {
    const { path, how } = await resources.chromium();
    console.log(`Chromium: ${path} (${how}).`);
    return one([]);
  },
};
