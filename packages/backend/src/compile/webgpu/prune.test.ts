import { expect, test } from 'vitest';

import { bufferOf, copyOf, dispatchOf } from '../../conformance/commands.ts';
import { prune } from './prune.ts';

test('what makes something that is needed stays, and what makes that; nothing else does', () => {
  const [input, a, b, c, output, other] = Array.from({ length: 6 }, () => bufferOf(4));
  const commands = [
    dispatchOf([input!], [a!]),
    dispatchOf([input!], [b!]), // is read by one that is not needed
    copyOf(a!, c!),
    dispatchOf([b!], [other!]),
    dispatchOf([c!], [output!]),
  ];
  expect(prune(commands, [output!])).toEqual([commands[0], commands[2], commands[4]]);
  expect(prune(commands, [])).toEqual([]);
});

test('all that write to one buffer stay, for each may write a part of it', () => {
  const [input, output] = [bufferOf(4), bufferOf(8)];
  const commands = [dispatchOf([input], [output]), dispatchOf([input], [output])];
  expect(prune(commands, [output])).toEqual(commands);
});
