import { useDevice } from '@thaw/backend';
import { watchGpuErrors } from '@thaw/testing';
import { afterAll } from 'vitest';

// The same claims as on the other devices, on WebGPU: chosen first, it is the one they run on.
await useDevice('webgpu');
const errors = watchGpuErrors();
afterAll(() => errors.expectNone());
await import('./parity.test.ts');
await import('./spatial-parity.test.ts');
await import('./blocks-parity.test.ts');
await import('./convolution-parity.test.ts');
await import('./bilinear-parity.test.ts');
