import { checkSize, tf } from '@thaw/backend';
import { type PathPattern, pathTest } from '@thaw/core';

import { requireFlags, requireFractions, requireNotNegative, requirePositive } from './check-numbers.ts';
import { correctedRate, startMoments, stepByMoments } from './adam.ts';
import { type Algorithm, GradientOptimizer, type Move } from './gradient-optimizer.ts';
import { type GradientOptions, readOptions } from './gradient-options.ts';
import { moveBy, norm } from './moving-mean.ts';
import { decayOf, type Pace } from './pace.ts';

/** Options of `muon`, besides those in common; learningRate is 0.001, weightDecay 0.004. */
export interface MuonOptions extends GradientOptions {
  /** The part of the gathered gradient that is kept. @defaultValue 0.95 */
  readonly momentum?: number;
  /** Look ahead along it. @defaultValue true */
  readonly nesterov?: boolean;
  /** How many steps of Newton and Schulz make the direction orthogonal. @defaultValue 5 */
  readonly nsSteps?: number;
  /** The root mean square of a step's numbers over the rate, as long as Adam's is. @defaultValue 0.2 */
  readonly rmsRate?: number;
  /** Matrices that are left to Adam, by path: embeddings, and often the last layer too. @defaultValue ['**.embeddings'] */
  readonly exclude?: PathPattern | readonly PathPattern[];
  /** Adam's rate as a part of learningRate. @defaultValue 1 */
  readonly adamLrRatio?: number;
  /** @defaultValue 0.9 */
  readonly adamBeta1?: number;
  /** @defaultValue 0.999 */
  readonly adamBeta2?: number;
  /** Keeps the divisions finite. @defaultValue 1e-7 */
  readonly epsilon?: number;
}

/** The polynomial that brings singular values towards 1: a·x + b·x³ + c·x⁵. */
const [A, B, C] = [3.4445, -4.775, 2.0315];

/**
 * Muon: a matrix moves along the orthogonal matrix nearest to its momentum; all else moves by AdamW.
 *
 * u ← μ·u + g,  d = g + μ·u                  without nesterov d = u
 * X = d/(‖d‖ + ε), then nsSteps times X ← a·X + (b·XXᵀ + c·(XXᵀ)²)·X
 * w ← w − α·λ·w − α·rmsRate·√max(rows, columns)·X
 *
 * a, b, c are 3.4445, −4.775, 2.0315: after five steps singular values lie between 0.7 and 1.2. As in Keras (and Liu et al.) the
 * length of a step is that of Adam's, so one rate does for both; Jordan's own scale is √max(1, rows/columns).
 *
 * @throws {ArgumentError} when there is no such option, or a number is out of range.
 * @see Jordan et al. 2024, https://kellerjordan.github.io/posts/muon/; Liu et al. 2025, https://arxiv.org/abs/2502.16982
 * @example
 * ```ts
 * import { muon } from '@thaw/optimizers';
 *
 * const optimizer = muon({ learningRate: 0.01, exclude: ['**.embeddings', 'head.*'] });
 * ```
 */
export function muon(options: MuonOptions = {}): GradientOptimizer {
  const { own, common } = readOptions('muon', options, {
    learningRate: 0.001,
    weightDecay: 0.004,
    momentum: 0.95,
    nesterov: true,
    nsSteps: 5,
    rmsRate: 0.2,
    exclude: ['**.embeddings'] as PathPattern | readonly PathPattern[],
    adamLrRatio: 1,
    adamBeta1: 0.9,
    adamBeta2: 0.999,
    epsilon: 1e-7,
  });
  const { momentum, nesterov, rmsRate, adamLrRatio, adamBeta1: beta1, adamBeta2: beta2, epsilon } = own;
  requireFractions('muon', { momentum, adamBeta1: beta1, adamBeta2: beta2 });
  requirePositive('muon', { rmsRate, epsilon });
  checkSize('muon', 'nsSteps', own.nsSteps);
  requireNotNegative('muon', { adamLrRatio });
  requireFlags('muon', { nesterov });
  const patterns = [own.exclude].flat() as PathPattern[];
  const excluded = patterns.map((pattern) => pathTest('muon: exclude', pattern));
  const turn = ({ variable, gradient, slots }: Move, pace: Pace, decay: tf.Tensor | 0): void => {
    const gathered = slots['gathered']!;
    gathered.assign(tf.add(tf.mul(gathered, momentum), gradient));
    const direction = nesterov ? tf.add(gradient, tf.mul(gathered, momentum)) : gathered;
    const root = Math.sqrt(Math.max(...variable.shape));
    const length = pace.number(({ rate }) => rate * rmsRate * root);
    moveBy(variable, tf.mul(orthogonalized(direction, own.nsSteps, epsilon), length), decay);
  };
  const algorithm: Algorithm = {
    name: 'muon',
    config: { ...own, exclude: patterns.map(String) },
    start: (variable, _, path): Record<string, tf.Tensor> => {
      const isTurned = variable.rank === 2 && !excluded.some((means) => means(path));
      return isTurned ? { gathered: tf.zerosLike(variable) } : startMoments(variable);
    },
    update: (moves, pace) => {
      const decay = decayOf(pace);
      for (const move of moves) if (move.slots['gathered']) turn(move, pace, decay);
      const others = moves.filter(({ slots }) => !slots['gathered']) as Move<'mean' | 'meanSquare'>[];
      const rate = (): number => pace.rate * adamLrRatio;
      const corrected = (): number => correctedRate({ rate: rate(), step: pace.step }, { beta1, beta2 });
      const othersDecay = decay && ((): number => rate() * pace.weightDecay);
      stepByMoments(others, { beta1, beta2, epsilon }, corrected, othersDecay);
    },
  };
  return new GradientOptimizer(algorithm, common);
}

/** Newton and Schulz's iteration, on the side on which the products are smaller. */
function orthogonalized(matrix: tf.Tensor, steps: number, epsilon: number): tf.Tensor {
  const [rows, columns] = matrix.shape as [number, number];
  const isTall = rows > columns;
  let x = tf.div(matrix, tf.add(norm(matrix), epsilon)) as tf.Tensor2D;
  for (let i = 0; i < steps; i++) {
    const square = isTall ? tf.matMul(x, x, true, false) : tf.matMul(x, x, false, true);
    const turned = tf.add<tf.Tensor2D>(tf.mul(square, B), tf.mul(tf.matMul(square, square), C));
    x = tf.add(tf.mul(x, A), isTall ? tf.matMul(x, turned) : tf.matMul(turned, x));
  }
  return x;
}
