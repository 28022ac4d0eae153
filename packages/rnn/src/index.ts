export {
  Bidirectional,
  type BidirectionalOptions,
  type BidirectionalRecurrence,
  type MergeMode,
} from './bidirectional.ts';
export { Cell, ProjectedCell, type StepInput, type StepOutput } from './cell.ts';
export type { CellState } from './cell-state.ts';
export { ElmanCell, type ElmanCellOptions } from './elman-cell.ts';
export { Elman, type ElmanOptions } from './elman.ts';
export { generateText, type Tokenizer } from './generate-text.ts';
export { type GenerateOptions, LanguageModel, type LanguageModelOptions } from './language-model.ts';
export { LSTMCell, type LSTMCellOptions, type LSTMState } from './lstm-cell.ts';
export { LSTM, type LSTMOptions } from './lstm.ts';
export { recur, type Recurrence, type RecurOptions } from './recur.ts';
export { Recurrent, type RecurrentOptions, resetState } from './recurrent.ts';
export { StackedCell } from './stacked-cell.ts';
export { textStreams, type TextStreams, type TextStreamsOptions } from './text-streams.ts';
