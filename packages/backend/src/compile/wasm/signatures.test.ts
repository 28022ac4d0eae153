import { expect, test } from 'vitest';

import { kernelsBase64 } from '../../generated/kernels-wasm.ts';
import { decodeBase64 } from '../../wasm/decode-base64.ts';
import { encodeModule } from './encode.ts';
import { signaturesOf } from './signatures.ts';

test('a module tells what its exports take and return', () => {
  const own = { locals: [], code: [] };
  const module = encodeModule({
    imports: [{ module: 'host', name: 'see', signature: { parameters: ['f64'], results: ['v128'] } }],
    functions: [
      { ...own, signature: { parameters: ['i32', 'f32'], results: [] }, name: 'first' },
      { ...own, signature: { parameters: ['i64'], results: [] } },
      { ...own, signature: { parameters: [], results: [] }, name: 'last' },
    ],
  });
  expect([...signaturesOf(module)]).toEqual([
    ['first', { parameters: ['i32', 'f32'], results: [] }],
    ['last', { parameters: [], results: [] }],
  ]);
});

test('so do the kernels', () => {
  const found = signaturesOf(decodeBase64(kernelsBase64));
  expect(found.get('findOutside')).toEqual({ parameters: ['i32', 'i32', 'i32'], results: ['i32'] });
  const whole = Array.from({ length: 5 }, () => 'i32');
  expect(found.get('unary')).toEqual({ parameters: [...whole, 'f32', 'f32', 'i32'], results: [] });
  expect(found.get('unary')!.parameters.length).toBe(8);
});
