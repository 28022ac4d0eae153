import { useDevice } from '../../index.ts';

await useDevice('webgpu');
await import('./adam.test.ts');
