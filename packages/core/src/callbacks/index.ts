export type { Callback, EpochReport, History, Run, StepReport } from './callback.ts';
export { earlyStopping, type EarlyStoppingOptions } from './early-stopping.ts';
export { progressBar, type ProgressBarOptions, type ProgressStream } from './progress-bar.ts';
export { terminateOnNaN } from './terminate-on-nan.ts';
