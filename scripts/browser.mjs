/** The browser and the software WebGPU adapter that the tests and the site's checks run on. */
export { BrowserMissingError, ensureChromium, findChromium } from './browser/chromium.mjs';
export { chromiumFlags } from './browser/flags.mjs';
export { softwareVulkan } from './browser/software-vulkan.mjs';
