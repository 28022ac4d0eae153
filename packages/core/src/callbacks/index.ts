export { HeldStep, type StepStart } from '../training/held-step.ts';
export type { Callback, EpochReport, History, Run, StepReport } from './callback.ts';
export { checkpoint, type CheckpointOptions } from './checkpoint.ts';
export { csvLogger, type CsvLoggerOptions } from './csv-logger.ts';
export { earlyStopping, type EarlyStoppingOptions } from './early-stopping.ts';
export {
  findLearningRate,
  type FindLearningRateOptions,
  type LearningRateCurve,
  type LearningRatePoint,
  type RestorableOptimizer,
} from './find-learning-rate.ts';
export { progressBar, type ProgressBarOptions, type ProgressStream } from './progress-bar.ts';
export {
  reduceLearningRateOnPlateau,
  type ReduceLearningRateOptions,
} from './reduce-learning-rate-on-plateau.ts';
export { type EventWriter, tensorBoard, type TensorBoardOptions } from './tensor-board.ts';
export { terminateOnNaN, type TerminateOnNaNOptions } from './terminate-on-nan.ts';
export { timeLimit, type TimeLimitOptions } from './time-limit.ts';
