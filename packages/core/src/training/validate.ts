import type { Loss } from '../losses/loss.ts';
import type { Metric } from '../metrics/metric.ts';
import type { AnyModule } from '../module/module.ts';
import type { Batches } from './batch.ts';
import { type EvaluateOptions, measureModel } from './evaluate.ts';
import type { AnyObjective } from './objective.ts';

/** What a model is trained by, and is to be measured by. */
interface Measured {
  readonly loss: Loss | undefined;
  readonly objective: AnyObjective<never> | undefined;
  readonly metrics: readonly Metric[];
  /** As in `evaluate`; but since each epoch ends so, the first pass is a program already, and a run that goes on gives the same bits. */
  readonly compile: boolean | undefined;
}

/** Measures a model on the batches that it does not learn from: `validationLoss`, `validationAccuracy`, … */
export async function validate(
  model: AnyModule,
  batches: Batches,
  { loss, objective, metrics, compile }: Measured,
): Promise<Record<string, number>> {
  const options = objective ? { objective } : loss ? { loss, metrics } : { metrics };
  const all = { ...options, compile } as EvaluateOptions<readonly Metric<unknown>[]>;
  const measured = await measureModel(model, batches, all, true);
  const entries = Object.entries(measured) as [string, number][];
  return Object.fromEntries(entries.map(([name, value]) => [validationName(name), value]));
}

function validationName(name: string): string {
  return `validation${name[0]!.toUpperCase()}${name.slice(1)}`;
}
