import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { bertTokenizer } from './bert-tokenizer.ts';
import { TokenizerFileError } from './token-file-error.ts';

test('the vocabulary is read from a local folder, or it is said where it should lie', async () => {
  const data = mkdtempSync(join(tmpdir(), 'bert-'));
  try {
    const path = join(data, 'bert', 'vocab.txt');
    await expect(bertTokenizer({ data })).rejects.toThrow(`BERT: there is no ${path}.`);
    mkdirSync(join(data, 'bert'));
    writeFileSync(path, '[PAD]\n[UNK]\n[CLS]\n[SEP]\nhello\n##s\n');
    const { encode, decode } = await bertTokenizer({ data });
    expect(encode('Hellos', { pair: 'bye' }).join(' ')).toBe('2 4 5 3 1 3');
    expect(decode([2, 4, 5, 3])).toBe('hellos');
    writeFileSync(path, 'hello\n');
    await expect(bertTokenizer({ data })).rejects.toThrow(
      new TokenizerFileError('BERT: bert/vocab.txt has no token [UNK].'),
    );
  } finally {
    rmSync(data, { recursive: true });
  }
});
