export { ArgumentError, ShapeError } from './errors.ts';
export { Random, type RandomState } from './random/random.ts';
export { seed, sharedRandom } from './random/seed.ts';
export { tf } from './tfjs.ts';
