import { expect, test } from 'vitest';

import { ArgumentError, checkOptions, describe as inWords, tf } from './index.ts';

test('an option that does not exist is refused, and those that do are named', () => {
  expect(() => checkOptions('adam', { lr: 0.5 }, ['learningRate', 'beta1'])).toThrow(
    new ArgumentError('adam: there is no option "lr"; the options are learningRate, beta1.'),
  );
  expect(() => checkOptions('accuracy', { limit: 0.5 }, ['threshold'])).toThrow(
    new ArgumentError('accuracy: there is no option "limit"; the only one is threshold.'),
  );
  checkOptions('adam', { learningRate: 0.5 }, ['learningRate', 'beta1']);
  checkOptions('adam', Object.create(null), ['learningRate']);
});

test('an initializer is a function, not its name', () => {
  const names = ['kernelInitializer', 'biasInitializer'];
  expect(() => checkOptions('Dense', { kernelInitializer: 'heNormal' }, names)).toThrow(
    new ArgumentError(
      "Dense: kernelInitializer is a function, got the string 'heNormal'; import one, such as heNormal, from '@thaw/core'.",
    ),
  );
  checkOptions('Dense', { kernelInitializer: () => 0, biasInitializer: undefined }, names);
});

test('options that are no object are refused', () => {
  expect(() => checkOptions('adam', 0.01, ['learningRate', 'beta1'])).toThrow(
    new ArgumentError(
      'adam: options are an object, got 0.01; write { learningRate: … }, the options being learningRate, beta1.',
    ),
  );
  expect(() => checkOptions('adam', null, ['learningRate'])).toThrow(ArgumentError);
});

test.each<[unknown, string]>([
  ['adam', "the string 'adam'"],
  [function adam() {}, 'the function adam'],
  [undefined, 'undefined'],
  [5, '5'],
  [[1, 2], 'an array of 2'],
  [{ data: 1, size: 2 }, 'an object with data, size'],
  [{}, 'an object with no fields'],
  [new Map(), 'a Map'],
  [Promise.resolve(), 'a promise'],
])('%o in words', (value, words) => {
  expect(inWords(value)).toBe(words);
});

test('a tensor in words', () => {
  const tensor = tf.zeros([2, 3]);
  expect(inWords(tensor)).toBe('a tensor [2, 3]');
  tensor.dispose();
});
