import { useDevice } from '@thaw/backend';
import { watchGpuErrors } from '@thaw/testing';
import { afterAll } from 'vitest';

// The same claims as on the other devices, on WebGPU: chosen first, it is the one they run on.
await useDevice('webgpu');
const errors = watchGpuErrors();
afterAll(() => errors.expectNone());
await import('./geometry.test.ts');
await import('./color.test.ts');
