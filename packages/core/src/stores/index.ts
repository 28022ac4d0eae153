export { openBytes } from '../safetensors/byte-source.ts';
export { fileStore } from './file-store.ts';
export { indexedDBStore } from './indexed-db-store.ts';
export { memoryStore } from './memory-store.ts';
export { opfsStore } from './opfs-store.ts';
export { type Store, type StoreEntry, StoreError } from './store.ts';
export { urlStore } from './url-store.ts';
