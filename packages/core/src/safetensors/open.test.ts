import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

import {
  ArgumentError,
  type Bytes,
  DownloadError,
  encodeSafetensors,
  FileError,
  openSafetensors,
  SafetensorsError,
  type StoredTensor,
} from '../index.ts';

/** 80 kB: more than is asked for at first. */
const large: StoredTensor = {
  dtype: 'F32',
  shape: [20_000],
  data: Float32Array.from({ length: 20_000 }, (_, i) => i),
};
const tail: StoredTensor = { dtype: 'F16', shape: [2], data: Uint16Array.of(1, 2) };
const bytes = encodeSafetensors(
  new Map([
    ['large', large],
    ['tail', tail],
  ]),
  { metadata: { format: 'pt' } },
);

let folder: string;
let server: Server;
let address: string;
/** How the server answers, and what was asked of it and sent. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let asked: (string | undefined)[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-'));
  server = createServer((request, response) => {
    asked.push(request.headers.range);
    answer(request, response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.safetensors`;
});

beforeEach(() => {
  asked = [];
  answer = ranged(bytes);
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** A server that knows ranges. */
const ranged =
  (file: Bytes, tag = '"1"', total = file.length) =>
  ({ headers }: IncomingMessage, response: ServerResponse): void => {
    const [, begin, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range!)!.map(Number) as [
      number,
      number,
      number,
    ];
    if (begin >= file.length) return void response.writeHead(416).end();
    const end = Math.min(last + 1, file.length);
    response.writeHead(206, { 'Content-Range': `bytes ${begin}-${end - 1}/${total}`, ETag: tag });
    response.end(file.subarray(begin, end));
  };

test('bytes, a Blob, a path and an address say and hold the same', async () => {
  const path = join(folder, 'model.safetensors');
  await writeFile(path, bytes);
  for (const source of [bytes, new Blob([bytes]), path, address, new URL(address)]) {
    const file = await openSafetensors(source);
    expect([...file.metadata]).toEqual([['format', 'pt']]);
    expect([...file.tensors.keys()]).toEqual(['large', 'tail']);
    expect(file.tensors.get('large')).toEqual({
      dtype: 'F32',
      shape: [20_000],
      begin: bytes.length - 80_004,
      end: bytes.length - 4,
    });
    expect(await file.read('tail')).toEqual(tail);
    expect(await file.read('large')).toEqual(large);
  }
});

describe('from an address', () => {
  test('only what is asked for is fetched: the beginning, then the bytes of each tensor', async () => {
    const file = await openSafetensors(address);
    expect(asked).toEqual(['bytes=0-65535']);
    await file.read('tail');
    expect(asked.slice(1)).toEqual([`bytes=${bytes.length - 4}-${bytes.length - 1}`]);
  });

  test('a small file comes in one request', async () => {
    const small = encodeSafetensors(new Map([['tail', tail]]));
    answer = ranged(small);
    const file = await openSafetensors(address);
    expect(await file.read('tail')).toEqual(tail);
    expect(asked).toHaveLength(1);
  });

  test('a server that knows no ranges sends the whole, once', async () => {
    answer = (_, response) => void response.end(bytes);
    const file = await openSafetensors(address);
    expect(await file.read('tail')).toEqual(tail);
    expect(await file.read('large')).toEqual(large);
    expect(asked).toHaveLength(1);
  });

  test.each<[string, () => void, string]>([
    [
      'another length',
      () => void (answer = ranged(bytes, '"1"', 7)),
      'changed while it was read; open it anew.',
    ],
    ['another tag', () => void (answer = ranged(bytes, '"2"')), 'changed while it was read; open it anew.'],
    [
      'gone',
      () => void (answer = (_, response) => void response.writeHead(404).end()),
      'answered 404 Not Found.',
    ],
    [
      'too few bytes',
      () => {
        answer = (_, response) => {
          response.writeHead(206, {
            'Content-Range': `bytes ${bytes.length - 4}-9/${bytes.length}`,
            ETag: '"1"',
          });
          response.end('ab');
        };
      },
      `gave 2 bytes where 4 were asked for, from byte ${bytes.length - 4} on.`,
    ],
    [
      'other bytes',
      () => {
        answer = (_, response) => {
          response.writeHead(206, { 'Content-Range': `bytes 0-3/${bytes.length}` }).end('abcd');
        };
      },
      `was asked for bytes from ${bytes.length - 4} on and answered bytes 0-3/${bytes.length}.`,
    ],
  ])('%s between two parts is an error', async (_, change, message) => {
    const file = await openSafetensors(address);
    change();
    await expect(file.read('tail')).rejects.toThrow(new DownloadError(`${address} ${message}`));
  });

  test('a header longer than the file is not asked for', async () => {
    const lying = bytes.slice();
    new DataView(lying.buffer).setUint32(0, 90_000_000, true);
    answer = ranged(lying);
    await expect(openSafetensors(address)).rejects.toThrow(
      new SafetensorsError(
        `${address}: truncated: its header should end at byte 90000008, and the file has ${bytes.length}. Save or download it anew.`,
      ),
    );
    expect(asked).toHaveLength(1);
  });

  test('nothing at all', async () => {
    answer = ranged(new Uint8Array(0));
    await expect(openSafetensors(address)).rejects.toThrow(
      new SafetensorsError(
        `${address}: no safetensors file: expected at least 8 bytes, got 0. Save or download it anew.`,
      ),
    );
  });
});

test('a file that is replaced after it was opened is not read in parts of two', async () => {
  const path = join(folder, 'replaced.safetensors');
  await writeFile(path, bytes);
  const file = await openSafetensors(path);
  await writeFile(`${path}.new`, bytes);
  await rename(`${path}.new`, path);
  await expect(file.read('tail')).rejects.toThrow(
    new FileError(`Cannot read ${path}: it changed while it was read; open it anew.`),
  );
  await rm(path);
  await expect(file.read('tail')).rejects.toThrow(
    new FileError(`Cannot read ${path}: there is no such file.`),
  );
});

test('a folder, no source, and a name that is not there', async () => {
  await expect(openSafetensors(folder)).rejects.toThrow(
    new FileError(`Cannot read ${folder}: it is a folder; name a file in it.`),
  );
  await expect(openSafetensors({} as never)).rejects.toThrow(
    new ArgumentError(
      'openSafetensors: the argument is a path, an address, bytes, a Blob or { store, name }, got an object with no fields.',
    ),
  );
  const file = await openSafetensors(bytes);
  await expect(file.read('toString')).rejects.toThrow(
    new ArgumentError('these bytes: there is no tensor "toString".'),
  );
});
