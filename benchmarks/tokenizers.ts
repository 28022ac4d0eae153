import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Random } from '@thaw/core';
import { bytePairFromGpt2, type BytePairTokenizer, hardTexts, trainBytePair } from '@thaw/datasets/text';
import { get_encoding } from 'tiktoken';

import { contest } from './contest.ts';
import type { Findings } from './measurements.ts';
import type { Say } from './steps/steps.ts';
import { figures, mark } from './table.ts';

const MERGES = 1000;
/** What learning the merges may take, in seconds. */
const SECONDS = 10;
/** What of a text met for the first time must be encoded in a second, in megabytes. */
const MEGABYTES = 2;

const paths = ['tinyshakespeare/input.txt', 'gpt2/encoder.json', 'gpt2/vocab.bpe'] as const;

/**
 * Byte pairs: merges learned on tiny Shakespeare, and the same text encoded with GPT-2's vocabulary beside tiktoken (wasm). That both give the
 * same ids, there and on 2,000 hard texts, is checked first.
 */
export async function tokenizers(say: Say): Promise<Findings> {
  const folder = process.env.THAW_DATA;
  const missing = paths.filter((path) => folder === undefined || !existsSync(join(folder, path)));
  if (missing.length > 0) {
    const lacking =
      folder === undefined
        ? `THAW_DATA is not set; it names a folder that holds ${paths.join(', ')}`
        : `THAW_DATA=${folder} lacks ${missing.join(', ')}`;
    say(`not measured: ${lacking}`);
    return {};
  }
  const [text, encoder, merges] = paths.map((path) => readFileSync(join(folder!, path), 'utf8')) as [
    string,
    string,
    string,
  ];
  const megabytes = Buffer.byteLength(text) / 1e6;
  const peer = get_encoding('gpt2');
  const load = (): BytePairTokenizer => bytePairFromGpt2(encoder, merges);
  const warm = load();
  let fresh = load();

  const texts = [text, ...hardTexts(2000, { random: new Random(6) })];
  const different = texts.filter((one) => warm.encode(one).join() !== peer.encode_ordinary(one).join());
  say(`${texts.length - different.length} of ${texts.length} texts have the ids that tiktoken gives`);

  const [learning] = await contest(
    [{ name: 'learning', run: () => void trainBytePair(text, { merges: MERGES }) }],
    3,
    1,
  );
  const seconds = learning!.median / 1000;
  say(
    `${MERGES} merges of ${figures(megabytes)} MB in ${figures(seconds)} s (bar: ${SECONDS} s ${mark(seconds <= SECONDS)})`,
  );

  const scores = await contest(
    [
      { name: 'tiktoken', run: () => void peer.encode_ordinary(text) },
      {
        name: 'thaw, a text met first',
        prepare: () => void (fresh = load()),
        run: () => void fresh.encode(text),
      },
      { name: 'thaw, its words met before', run: () => void warm.encode(text) },
    ],
    11,
    1,
  );
  peer.free();
  const other = scores.map(({ name, median, ratio }, place) => {
    const rate = (1000 * megabytes) / median;
    const bar = place === 1 ? MEGABYTES : null;
    const beside = place === 0 ? '' : `, ${figures(1 / ratio)} times tiktoken`;
    const reached = bar === null ? '' : ` (bar: ${bar} MB/s ${mark(rate >= bar)})`;
    say(`${name.padEnd(28)} ${figures(rate)} MB/s${beside}${reached}`);
    return { name: `encoding: ${name}`, value: rate, unit: 'MB/s', bar };
  });
  return {
    other: [{ name: `learning ${MERGES} merges`, value: seconds, unit: 's', bar: SECONDS }, ...other],
    failure:
      different.length === 0 ? undefined : `tiktoken has other ids for ${JSON.stringify(different[0])}.`,
  };
}
