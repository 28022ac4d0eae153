import { engine, type EngineParts } from './engine-parts.ts';
import { tf } from '../../tfjs.ts';
import { TraceError } from './trace-error.ts';

/** TensorFlow.js's functions that draw random numbers, and ours that do so anew in each run of a compiled step. */
const instead: Readonly<Record<string, string>> = {
  dropout: 'dropout(x, rate, random)',
  multinomial: 'drawCategorical(random, logits)',
  rand: 'drawUniform(random, shape)',
  randomGamma: 'liveTensor(() => numbers, shape)',
  randomNormal: 'drawNormal(random, shape)',
  randomStandardNormal: 'drawNormal(random, shape)',
  randomUniform: 'drawUniform(random, shape, low, high)',
  randomUniformInt: 'drawIntegers(random, shape, bound)',
  truncatedNormal: 'drawTruncatedNormal(random, shape)',
};

/**
 * Refuses TensorFlow.js's own random numbers, by the name of the function that was called: they are drawn in JavaScript, and would be
 * the same in every run. Those with a seed would even look the same to every trace.
 *
 * @returns what ends it.
 */
export function refuseStockDraws(): () => void {
  const { startScope } = engine();
  engine().startScope = function (this: EngineParts, scope) {
    const name = drawOf(scope);
    if (name !== undefined) {
      const called = drawOf(tf.engine().state.activeScope?.name) ?? name; // tf.dropout calls tf.randomUniform
      throw new TraceError(
        `tf.${called} draws the same numbers for every run; use ${instead[called]} of Thaw, which draws anew in each.`,
      );
    }
    startScope.call(this, scope);
  };
  return () => {
    engine().startScope = startScope;
  };
}

/** The function whose scope this is, if it draws. */
function drawOf(scope: string | undefined): string | undefined {
  const name = scope?.endsWith('__op') ? scope.slice(0, -'__op'.length) : undefined;
  return name !== undefined && name in instead ? name : undefined;
}
