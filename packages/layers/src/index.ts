export type { Padding } from './check-size.ts';
export { Conv2D, type Conv2DOptions } from './conv2d.ts';
export { Dense, type DenseOptions } from './dense.ts';
export { Dropout } from './dropout.ts';
export { Flatten } from './flatten.ts';
export { AveragePooling2D, MaxPooling2D, type Pooling2DOptions } from './pooling2d.ts';
export { ThresholdUnit, type ThresholdUnitOptions } from './threshold-unit.ts';
