import { existsSync, realpathSync } from 'node:fs';
import { posix } from 'node:path';

const manifest = 'vk_swiftshader_icd.json';

/** Where distributions keep it when the Chromium on PATH is but a starter somewhere else. */
const folders = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
];

const thisSystem = {
  platform: process.platform,
  exists: (/** @type {string} */ path) => existsSync(path),
  real: (/** @type {string} */ path) => realpathSync(path),
  libraryPath: process.env.LD_LIBRARY_PATH,
};

/**
 * SwiftShader, the software Vulkan that every Chromium carries, for Dawn in Node: the variables with which a
 * process must start so that Dawn finds this one adapter. On macOS and Windows Dawn asks Metal and Direct3D, which
 * are there: nothing to set.
 *
 * @param {readonly string[]} chromiums paths of the Chromium programs that may carry it
 * @param {typeof thisSystem} [system] asked of another machine by the tests
 * @returns {Record<string, string> | undefined} undefined when none is there
 */
export function softwareVulkan(chromiums, { platform, exists, real, libraryPath } = thisSystem) {
  if (platform !== 'linux') return {};
  const beside = chromiums.filter((path) => exists(path)).map((path) => posix.dirname(real(path)));
  const folder = [...beside, ...folders].find((place) => exists(posix.join(place, manifest)));
  if (folder === undefined) return undefined;
  return {
    VK_ICD_FILENAMES: posix.join(folder, manifest),
    // The loader, libvulkan, lies there too, and a bare machine has no other.
    LD_LIBRARY_PATH: libraryPath ? `${folder}:${libraryPath}` : folder,
  };
}
