import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import type { BrowserConfigOptions } from 'vitest/node';

import { chromiumFlags, findChromium, softwareVulkan } from './scripts/browser.mjs';
import { project } from './scripts/workspace.mjs';

// Tests read the sources of the packages, never dist: the condition `<scope>/source` of every package's "exports".
const source = `${project().scope}/source`;
const conditions = [source, 'module', 'import', 'default'];
const inNode = {
  resolve: { conditions },
  ssr: { resolve: { conditions: [...conditions, 'node'], externalConditions: [source] } },
};

const chromium = await findChromium();
const generous = 300_000; // milliseconds; it ends a test that hangs and judges none: software adapters are slow
const shared = {
  testTimeout: generous,
  hookTimeout: generous,
  maxWorkers: 2,
  setupFiles: ['packages/backend/src/conformance/seed-chance.ts'],
  globalSetup: ['scripts/generated-sources.mjs'],
  provide: { renewing: process.env.THAW_RENEW ?? '' },
};
const claims = ['packages', 'internal', 'apps', 'experiments'].map((folder) => `${folder}/**/*.test.ts`);
const claimsOfWebGPU = ['packages/*/src/**/*.gpu.test.ts', 'experiments/**/*.gpu.test.ts'];
/** Every wasm kernel in a page, to the bit; where the page has threads, some against their definitions too. */
const claimsOfPages = ['packages/backend/src/wasm/*.page.test.ts'];
/** What only a page has: its databases and its file system. */
const claimsOfBrowsers = ['packages/{core,datasets}/src/**/*.page.test.ts'];
/** A server that behaves badly, for the pages to load files from. */
const badNetwork = 'packages/datasets/fixtures/bad-network.ts';
/** Data are made, read and cut on the host: only what augments them asks for a device. */
const claimsOfHosts = ['packages/datasets/src/!(augment)/**', 'packages/datasets/src/*.test.ts'];
/** What the tables of layers, losses, metrics, optimizers, cells and rules claim of compiled steps, among what else they claim. */
const claimsOfTables = [
  'packages/*/src/{compiled*,conformance}.test.ts',
  'packages/core/src/losses/loss.test.ts',
  'packages/core/src/metrics/conformance.test.ts',
];
/** Programs of the wasm device, which other devices do not have. */
const claimsOfWasm = ['packages/backend/src/compile/wasm/**'];
const claimsOfThreads = ['packages/backend/src/kernels/{conv2d-backprop,matmul,pooling}.test.ts'];
const inBrowsers = ['**/*.gpu.test.ts', '**/*.page.test.ts', '**/*.webgl.test.ts'];
const elsewhere = ['**/node_modules/**', '**/dist/**'];

const inPage = { resolve: { conditions: [...conditions, 'browser'] } };
const inChromium = (): BrowserConfigOptions => ({
  enabled: true,
  headless: true,
  screenshotFailures: false,
  api: { host: '127.0.0.1' },
  provider: playwright({
    launchOptions: { ...(chromium && { executablePath: chromium.path }), args: chromiumFlags },
  }),
  instances: [{ browser: 'chromium' }],
});
/** The headers with which a page may have memory that threads share. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const projects: TestProjectConfiguration[] = [
  {
    ...inNode,
    test: {
      ...shared,
      name: 'wasm',
      env: { THAW_DEVICE: 'wasm' },
      include: claims,
      exclude: [...elsewhere, ...inBrowsers],
    },
  },
  {
    ...inNode,
    test: {
      ...shared,
      name: 'cpu',
      env: { THAW_DEVICE: 'cpu' },
      include: ['packages/*/src/**/*.test.ts'],
      exclude: [...elsewhere, ...inBrowsers, ...claimsOfHosts, ...claimsOfWasm],
    },
  },
  {
    ...inNode,
    test: {
      ...shared,
      name: 'dawn',
      pool: 'forks', // the Vulkan loader reads its variables when a process starts; a thread starts none
      env: { THAW_DEVICE: 'webgpu', ...softwareVulkan(chromium ? [chromium.path] : []) },
      include: claimsOfWebGPU,
      exclude: elsewhere,
    },
  },
  {
    // By hand, `pnpm compiled-on-webgpu`: minutes, most of them to make pipelines in software.
    ...inNode,
    test: {
      ...shared,
      name: 'tables',
      pool: 'forks',
      env: { THAW_DEVICE: 'webgpu', ...softwareVulkan(chromium ? [chromium.path] : []) },
      include: claimsOfTables,
      exclude: [...elsewhere, ...inBrowsers],
    },
  },
  {
    ...inPage,
    test: {
      ...shared,
      name: 'webgpu',
      env: { THAW_DEVICE: 'webgpu' },
      include: claimsOfWebGPU,
      exclude: elsewhere,
      browser: inChromium(),
    },
  },
  {
    ...inPage,
    test: {
      ...shared,
      name: 'webgl',
      include: ['packages/*/src/**/*.webgl.test.ts'],
      exclude: elsewhere,
      browser: inChromium(),
    },
  },
  ...[true, false].map((isolated) => ({
    ...inPage,
    ...(isolated && { server: { headers: isolation } }),
    test: {
      ...shared,
      name: isolated ? 'isolated' : 'page',
      globalSetup: [
        ...shared.globalSetup,
        'scripts/browser/bits-in-node.mjs',
        ...(isolated ? [] : [badNetwork]),
      ],
      provide: { ...shared.provide, isolated },
      include: [...claimsOfPages, ...(isolated ? claimsOfThreads : claimsOfBrowsers)],
      exclude: elsewhere,
      browser: inChromium(),
    },
  })),
  {
    test: { name: 'scripts', include: ['scripts/**/*.test.mjs'], testTimeout: generous },
  },
];

export default defineConfig({ test: { projects } });
