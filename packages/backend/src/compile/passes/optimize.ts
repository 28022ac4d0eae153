import type { Graph } from '../trace/graph.ts';
import { addGradients } from './added-gradients.ts';
import { addProducts } from './added-products.ts';
import { simplifyAlgebra } from './algebra.ts';
import { shareCommon } from './common-subexpressions.ts';
import { leaveOutDead } from './dead-code.ts';
import { fuse } from './fuse.ts';
import { fuseProducts } from './fused-products.ts';
import { leaveOutIdentities } from './identities.ts';
import { joinLayouts } from './layouts.ts';
import { foldLiterals } from './literals.ts';
import { loosenAlgebra } from './loose-algebra.ts';
import { numberValues } from './number-values.ts';
import { recompute } from './recompute.ts';
import { reorderForMemory } from './reorder.ts';
import { takeInTransposes } from './transposed-products.ts';

/** How far the passes may go. */
export interface OptimizeOptions {
  /** Whether algebra may be used that gives other numbers where one is NaN or infinite, or another zero. @defaultValue false */
  readonly fastMath?: boolean;
  /** How many tensors a group may read and write together. @defaultValue as many as any GPU binds: 8 */
  readonly buffers?: number;
}

type Pass = (graph: Graph) => Graph;

/** Those that make work for one another; each leaves out what became dead. */
const exact: readonly Pass[] = [
  leaveOutIdentities,
  joinLayouts,
  foldLiterals,
  simplifyAlgebra,
  shareCommon,
  takeInTransposes,
  fuseProducts,
  addProducts,
  addGradients,
];

/** More are of no use: what is left after so many rounds is a few operations. */
const ROUNDS = 6;

/**
 * A graph that computes the same with fewer operations and in less memory: all passes, in rounds, until they find nothing more; what is
 * left is fused.
 *
 * @returns a graph that runs as the first one does; its inputs are the same, of its constants, variables and live numbers those that it
 * still needs.
 */
export function optimize(graph: Graph, { fastMath = false, buffers = 8 }: OptimizeOptions = {}): Graph {
  const passes = fastMath ? [...exact, loosenAlgebra] : exact;
  let now = leaveOutDead(graph);
  for (let round = 0; round < ROUNDS; round++) {
    const before = now;
    for (const pass of passes) now = leaveOutDead(pass(now));
    if (now === before) break;
  }
  const fused = fuse(recompute(reorderForMemory(now)), { buffers });
  return numberValues(reorderForMemory(fused));
}
