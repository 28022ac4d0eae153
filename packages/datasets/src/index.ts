export type { DatasetCard } from './dataset-card.ts';
export { digits, digitsCard, digitsClasses, type DigitsOptions } from './digits.ts';
export { gate, type GateColumns, type GateName, xor } from './gates.ts';
export { iris, irisCard, irisClasses } from './iris.ts';
export type { BatchesOptions, TableBatch, TableBatches } from './table/batches.ts';
export type { FloatData, IntegerData, LabelledColumns, TableColumns } from './table/columns.ts';
export { type SplitOptions, Table } from './table/table.ts';
