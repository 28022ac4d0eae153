export { checkGradient, type GradientOptions } from './check-gradient.ts';
export { expectClose, type Numbers } from './expect-close.ts';
export { expectNoLeak, type LeakOptions } from './expect-no-leak.ts';
export { fuzz, type FuzzOptions } from './fuzz.ts';
export { type GpuErrors, watchGpuErrors } from './gpu-errors.ts';
export { gradientDescent, type GradientDescent } from './gradient-descent.ts';
export { mutations } from './mutations.ts';
export { tarOf } from './tar-of.ts';
