import { useDevice } from '../../index.ts';

await useDevice('webgpu');
await import('./trace-step.test.ts');
await import('./dead-tensors.test.ts');
