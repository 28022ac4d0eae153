import { binaryOperations } from './binary-operations.ts';
import { comparisons } from './comparisons.ts';
import { convolutions } from './convolutions.ts';
import { cuts } from './cuts.ts';
import { gathers } from './gathers.ts';
import { images } from './images.ts';
import { joins } from './joins.ts';
import { normalizations } from './normalizations.ts';
import type { Operation } from './operation.ts';
import { poolings } from './poolings.ts';
import { products } from './products.ts';
import { reductions } from './reductions.ts';
import { shapeOperations } from './shapes.ts';
import { unaryOperations } from './unary-operations.ts';

/** The operations that every device is held to, by kind. */
export function operationsByKind(): Record<string, Operation[]> {
  return {
    'of each number': unaryOperations(),
    'of pairs': binaryOperations(),
    comparisons: comparisons(),
    reductions: reductions(),
    products: products(),
    convolutions: convolutions(),
    pooling: poolings(),
    'normalization and losses': normalizations(),
    shapes: [...shapeOperations(), ...joins(), ...cuts()],
    'gather and scatter': gathers(),
    images: images(),
  };
}
