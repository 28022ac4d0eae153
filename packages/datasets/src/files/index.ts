export type { FileSource } from './chunks.ts';
export { CsvError, type CsvOptions } from './csv-rows.ts';
export { readCsv, type ReadCsvOptions, streamCsv } from './read-csv.ts';
