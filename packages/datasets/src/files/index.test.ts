import { expect, test } from 'vitest';

import * as files from './index.ts';

test('public names', () => {
  expect(Object.keys(files).sort()).toEqual([
    'CsvError',
    'ImageDecoderError',
    'ImageError',
    'ImageFolder',
    'ParquetError',
    'imageFolder',
    'readCsv',
    'readParquet',
    'streamCsv',
  ]);
});
