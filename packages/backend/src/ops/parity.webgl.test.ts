import { useDevice } from '../index.ts';

// The references of the fused operations, on WebGL, against PyTorch and the definitions.
await useDevice('webgl');
await import('./parity.test.ts');
await import('./parameters/updates.test.ts');
