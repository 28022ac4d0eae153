import type { Loss } from '../losses/loss.ts';
import type { Metric } from '../metrics/metric.ts';
import type { AnyModule } from '../module/module.ts';
import type { Batches } from './batch.ts';
import { evaluate, type EvaluateOptions } from './evaluate.ts';
import type { AnyObjective } from './objective.ts';

/** What a model is trained by, and is to be measured by. */
interface Measured {
  readonly loss: Loss | undefined;
  readonly objective: AnyObjective<never> | undefined;
  readonly metrics: readonly Metric[];
}

/** Measures a model on the batches that it does not learn from: `validationLoss`, `validationAccuracy`, … */
export async function validate(
  model: AnyModule,
  batches: Batches,
  { loss, objective, metrics }: Measured,
): Promise<Record<string, number>> {
  const options = objective ? { objective } : loss ? { loss, metrics } : { metrics };
  const measured = await evaluate(model, batches, options as EvaluateOptions<readonly Metric<unknown>[]>);
  const entries = Object.entries(measured) as [string, number][];
  return Object.fromEntries(entries.map(([name, value]) => [validationName(name), value]));
}

function validationName(name: string): string {
  return `validation${name[0]!.toUpperCase()}${name.slice(1)}`;
}
