import { watchGpuErrors } from '@thaw/testing';
import { afterAll, beforeAll } from 'vitest';

import { useDevice } from '../index.ts';

await useDevice('webgpu');
await import('./whole-numbers.test.ts');

let errors: ReturnType<typeof watchGpuErrors>;
beforeAll(() => {
  errors = watchGpuErrors();
});
afterAll(() => errors.expectNone());
