export { crossValidate, type CrossValidation } from './cross-validate.ts';
export { gridSearch, type GridSearchOptions } from './grid-search.ts';
export { type Fold, kFold, type KFoldOptions, type Rows } from './k-fold.ts';
export { printTrials, type PrintTrialsOptions } from './print-trials.ts';
export { randomSearch, type RandomSearchOptions } from './random-search.ts';
export {
  PrunedRun,
  type RunContext,
  type SearchObjective,
  type SearchOptions,
  type SearchProgress,
  TrialError,
} from './run-trials.ts';
export {
  choice,
  type Dimension,
  integer,
  logUniform,
  type SettingsOf,
  type Space,
  uniform,
} from './space.ts';
export {
  type BudgetContext,
  hyperband,
  type HyperbandOptions,
  successiveHalving,
  type SuccessiveHalvingOptions,
} from './successive-halving.ts';
export { type SearchMode, SearchTable, type Trial } from './trial.ts';
