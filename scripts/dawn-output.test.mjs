import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { beforeAll, expect, test } from 'vitest';

import { findChromium, softwareVulkan } from './browser.mjs';
import { compile } from './compile.mjs';
import { root } from './workspace.mjs';

/** @type {NodeJS.ProcessEnv} */
let env;
beforeAll(async () => {
  if (!(await compile('packages/backend'))) throw new Error('packages/backend does not compile.');
  const chromium = await findChromium();
  env = { ...process.env, ...softwareVulkan(chromium ? [chromium.path] : []), THAW_DEVICE: '' };
});

/**
 * What a program in Node prints that trains on WebGPU, by Dawn, as a user would write it.
 *
 * @param {string} end what it does after some steps
 */
function program(end) {
  const code = `
    import { tf, useDevice } from './dist/index.js';
    await useDevice('webgpu');
    const device = () => tf.backend().device;
    const weight = tf.variable(tf.ones([32, 32]));
    const optimizer = tf.train.sgd(0.1);
    const step = () => optimizer.minimize(() => tf.matMul(tf.ones([4, 32]), weight).square().mean());
    for (let i = 0; i < 3; i++) step();
    console.log((await weight.data()).length);
    ${end}`;
  const options = /** @type {const} */ ({
    cwd: join(root, 'packages/backend'),
    env,
    encoding: 'utf8',
    timeout: 240_000,
  });
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', code],
    options,
  );
  return { status, stdout, stderr };
}

test('a program prints what it prints, and ends by itself', () => {
  expect(program('')).toEqual({ status: 0, stdout: '1024\n', stderr: '' });
});

test('nor is anything added where it ends with work under way', () => {
  expect(program('step(); void weight.data();')).toEqual({ status: 0, stdout: '1024\n', stderr: '' });
});

test('a device that is lost is an error to who reads, and not a word more; the next one is as quiet', () => {
  const end = `
    device().destroy();
    step();
    await weight.data().catch((error) => console.log(error.name));
    await useDevice('webgpu');
    console.log(...(await tf.ones([2]).add(1).data()));`;
  expect(program(end)).toEqual({ status: 0, stdout: '1024\nDeviceError\n2 2\n', stderr: '' });
});

test('what is invalid is told once, among the errors and not amid what the program prints', () => {
  const end = `
    device().createBuffer({ size: 4, usage: 0 });
    console.log(...(await tf.ones([2]).add(1).data()));`;
  const { status, stdout, stderr } = program(end);
  expect([status, stdout]).toEqual([0, '1024\n2 2\n']);
  expect(stderr).toMatch(/^WebGPU: Buffer usages must not be 0\.\n - While calling [^\n]*\n$/);
});
