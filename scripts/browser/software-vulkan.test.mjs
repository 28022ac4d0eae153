import { expect, test } from 'vitest';

import { softwareVulkan } from './software-vulkan.mjs';

/** @param {...string} files */
const linuxWith = (...files) => ({
  platform: /** @type {const} */ ('linux'),
  exists: (/** @type {string} */ path) => files.includes(path),
  real: (/** @type {string} */ path) => path.replace('/usr/bin/', '/opt/chrome/'),
  libraryPath: undefined,
});

test('it lies beside the Chromium that a link leads to', () => {
  const system = linuxWith('/usr/bin/chrome', '/opt/chrome/vk_swiftshader_icd.json');
  expect(softwareVulkan(['/usr/bin/chrome'], system)).toEqual({
    VK_ICD_FILENAMES: '/opt/chrome/vk_swiftshader_icd.json',
    LD_LIBRARY_PATH: '/opt/chrome',
  });
});

test('Debian keeps it in a folder of its own, and other libraries stay in reach', () => {
  const system = { ...linuxWith('/usr/lib/chromium/vk_swiftshader_icd.json'), libraryPath: '/mine' };
  expect(softwareVulkan([], system)).toEqual({
    VK_ICD_FILENAMES: '/usr/lib/chromium/vk_swiftshader_icd.json',
    LD_LIBRARY_PATH: '/usr/lib/chromium:/mine',
  });
});

test('without one there is nothing to set; macOS and Windows need none', () => {
  expect(softwareVulkan(['/usr/bin/chrome'], linuxWith('/usr/bin/chrome'))).toBeUndefined();
  expect(softwareVulkan([], { ...linuxWith(), platform: 'darwin' })).toEqual({});
});
