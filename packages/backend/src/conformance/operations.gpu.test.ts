import { watchGpuErrors } from '@thaw/testing';
import { afterAll } from 'vitest';

import { useDevice } from '../index.ts';

// The same claims as on the other devices, on WebGPU: chosen first, it is the one they run on.
await useDevice('webgpu');
const errors = watchGpuErrors();
afterAll(() => errors.expectNone());
await import('./operations.test.ts');
