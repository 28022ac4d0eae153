export type { FileSource } from './chunks.ts';
export { CsvError, type CsvOptions } from './csv-rows.ts';
export { readCsv, type ReadCsvOptions, streamCsv } from './read-csv.ts';
export { ImageDecoderError } from './decode-image.ts';
export type { ImageEntry, ImageSource } from './image-entries.ts';
export {
  type ImageBatch,
  type ImageBatchesOptions,
  type ImageColumns,
  ImageError,
  ImageFolder,
  imageFolder,
  type ImageFolderOptions,
} from './image-folder.ts';
export { ParquetError, readParquet } from './read-parquet.ts';
