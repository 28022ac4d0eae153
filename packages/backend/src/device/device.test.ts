import { afterEach, expect, test, vi } from 'vitest';

import {
  ArgumentError,
  currentDevice,
  DeviceError,
  deviceNames,
  ensureDevice,
  requireDevice,
  tf,
  useDevice,
} from '../index.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

/** A page whose browser has WebGPU, with this adapter. */
function stubAdapter(adapter: unknown): void {
  vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.resolve(adapter) } });
}

test('before a device is chosen there is none, and computing says so', () => {
  expect(currentDevice()).toBe(undefined);
  expect(requireDevice).toThrow(
    new DeviceError(
      'No device was chosen yet: call await useDevice() before a forward pass (train, fit, evaluate and predict do it by themselves).',
    ),
  );
});

test('asked for by many at once, a device is chosen once', async () => {
  vi.stubEnv('THAW_DEVICE', 'wasm');
  const devices = await Promise.all([ensureDevice(), ensureDevice(), ensureDevice()]);
  expect(new Set(devices).size).toBe(1);
  expect(tf.getBackend()).toBe('wasm');
  expect(tf.add(1, 2).dataSync()[0]).toBe(3);
});

test.each(['wasm', 'cpu'] as const)(
  'useDevice("%s") chooses it, and what it chose is the current device',
  async (name) => {
    const device = await useDevice(name);
    expect(device).toMatchObject({ name, reason: 'it was asked for' });
    expect(currentDevice()).toBe(device);
    expect(requireDevice()).toBe(device);
    expect(await ensureDevice()).toBe(device);
    expect(tf.getBackend()).toBe(name);
  },
);

test('the last of several calls at once wins', async () => {
  const [first, last] = await Promise.all([useDevice('wasm'), useDevice('cpu')]);
  expect([first.name, last.name, currentDevice()!.name, tf.getBackend()]).toEqual([
    'wasm',
    'cpu',
    'cpu',
    'cpu',
  ]);
});

test('THAW_DEVICE stands in for a name, and a name goes before it', async () => {
  vi.stubEnv('THAW_DEVICE', 'cpu');
  expect(await useDevice()).toEqual({ name: 'cpu', reason: 'THAW_DEVICE asks for it' });
  expect(await useDevice('wasm')).toMatchObject({ name: 'wasm', reason: 'it was asked for' });
});

test('a tensor made on one device is there on the next', async () => {
  await useDevice('wasm');
  const x = tf.tensor1d([1, 2]);
  await useDevice('cpu');
  expect(Array.from(await x.square().data())).toEqual([1, 4]);
});

test('a name that is no device', async () => {
  const message = 'There is no device "gpu"; the devices are webgpu, wasm, webgl, cpu.';
  await expect(useDevice('gpu' as 'cpu')).rejects.toThrow(new ArgumentError(message));
  vi.stubEnv('THAW_DEVICE', 'gpu');
  await expect(useDevice()).rejects.toThrow(new ArgumentError(message));
  expect(deviceNames).toEqual(['webgpu', 'wasm', 'webgl', 'cpu']);
  await expect(useDevice({ threads: 2 } as never)).rejects.toThrow(
    new ArgumentError(
      'useDevice: first comes the name of a device, one of webgpu, wasm, webgl, cpu, got an object with threads; ' +
        "options come second: useDevice('wasm', { threads: 2 }).",
    ),
  );
});

test('mixed precision where another device than webgpu is chosen: float32, and the reason says so', async () => {
  vi.stubEnv('THAW_DEVICE', 'cpu');
  const device = await useDevice(undefined, { precision: 'mixed_float16' });
  expect(device).toEqual({
    name: 'cpu',
    reason: 'THAW_DEVICE asks for it; in float32, since only webgpu has mixed_float16',
  });
  expect(currentDevice()).toBe(device);
  expect(await useDevice('cpu', { precision: 'float32' })).toEqual({
    name: 'cpu',
    reason: 'it was asked for',
  });
});

test('a precision that is none, or that the device named has not', () => {
  expect(() => useDevice('webgpu', { precision: 'float16' as 'float32' })).toThrow(
    new ArgumentError("useDevice: precision must be 'float32' or 'mixed_float16', got the string 'float16'."),
  );
  expect(() => useDevice('wasm', { precision: 'mixed_float16' })).toThrow(
    new ArgumentError('useDevice: mixed_float16 is of webgpu, and wasm has float32 alone.'),
  );
});

test('WebGPU without an adapter: asked for, the error says what is missing; else wasm is taken and says why', async () => {
  vi.stubEnv('THAW_DEVICE', '');
  stubAdapter(null);
  const missing =
    'WebGPU is here, but it offers no adapter: a graphics driver is missing or blocked (on Linux, Vulkan).';
  await useDevice('cpu');
  await expect(useDevice('webgpu')).rejects.toThrow(
    new DeviceError(`webgpu cannot be used: ${missing} useDevice() without a name takes what is there.`),
  );
  expect(currentDevice()!.name).toBe('cpu');
  expect(await useDevice()).toMatchObject({
    name: 'wasm',
    reason: `the processor, with SIMD, because ${missing.slice(0, -1)}`,
  });
});

test('webgl outside of browsers', async () => {
  await useDevice('cpu');
  await expect(useDevice('webgl')).rejects.toThrow(
    new DeviceError(
      'webgl cannot be used: it needs a browser, or a worker of one. useDevice() without a name takes what is there.',
    ),
  );
  expect(currentDevice()!.name).toBe('cpu');
});

test('a software adapter is passed over', async () => {
  vi.stubEnv('THAW_DEVICE', '');
  stubAdapter({ info: { vendor: 'google', architecture: 'swiftshader', device: '', description: '' } });
  expect(await useDevice()).toMatchObject({
    name: 'wasm',
    reason:
      'the processor, with SIMD, because the only WebGPU adapter (google swiftshader) computes in software',
  });
});

test('without SIMD wasm is refused, and cpu taken', async () => {
  vi.stubEnv('THAW_DEVICE', '');
  stubAdapter(null);
  vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
  const missing =
    'The wasm device needs WebAssembly with SIMD, which this engine lacks: use a browser from 2021 on or Node 20, or useDevice("cpu").';
  await expect(useDevice('wasm')).rejects.toThrow(new DeviceError(missing));
  expect(await useDevice()).toEqual({
    name: 'cpu',
    reason:
      'plain JavaScript, because WebGPU is here, but it offers no adapter: a graphics driver is missing or blocked ' +
      `(on Linux, Vulkan); ${missing.slice(0, -1)}`,
  });
  vi.restoreAllMocks();
});

test('a browser without WebGPU, and a page that is not secure', async () => {
  vi.stubGlobal('importScripts', () => undefined); // a worker of a browser
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('isSecureContext', true);
  await expect(useDevice('webgpu')).rejects.toThrow(
    new DeviceError(
      'webgpu cannot be used: this browser has no WebGPU. useDevice() without a name takes what is there.',
    ),
  );
  vi.stubGlobal('isSecureContext', false);
  await expect(useDevice('webgpu')).rejects.toThrow(
    new DeviceError(
      'webgpu cannot be used: this browser has no WebGPU, and pages need https or localhost for it. useDevice() without a name takes what is there.',
    ),
  );
});

test('TensorFlow.js refuses the backend: the device is not said to be there', async () => {
  vi.spyOn(tf.engine(), 'setBackend').mockResolvedValue(false);
  await expect(useDevice('wasm')).rejects.toThrow(
    new DeviceError(
      'TensorFlow.js could not start its wasm backend; what it wrote to the console says why. useDevice("cpu") works everywhere.',
    ),
  );
  vi.restoreAllMocks();
});
