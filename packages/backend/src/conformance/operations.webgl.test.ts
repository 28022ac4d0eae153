import { useDevice } from '../index.ts';

// The same claims as on the other devices, on WebGL: chosen first, it is the one they run on.
await useDevice('webgl');
await import('./operations.test.ts');
