import type { Random } from '@thaw/core';

const adjectives = ['old', 'small', 'quiet', 'brave'];
const nouns = ['dog', 'cat', 'girl', 'boy', 'bird', 'king', 'farmer', 'sailor'];
const followers = ['see', 'hear', 'chase', 'help'];
const actions = ['sleep', 'sing', 'walk', 'wait', 'dream', 'run'];
const adjectiveShare = 1 / 2;
const clauseShare = 1 / 3;

/**
 * A sentence of a small language in which verbs agree with nouns, also over a clause between them: "the old dogs that
 * the cat sees sleep. ". Every choice is drawn evenly, but for the shares of adjectives and clauses.
 */
export function drawSentence(random: Random): string {
  const happens = (share: number): boolean => random.uniform(1)[0]! < share;
  const pick = (words: readonly string[]): string => words[random.integers(1, words.length)[0]!]!;
  const [plural, clausePlural] = [happens(1 / 2), happens(1 / 2)];
  const words = ['the'];
  if (happens(adjectiveShare)) words.push(pick(adjectives));
  words.push(noun(pick(nouns), plural));
  if (happens(clauseShare)) {
    words.push('that', 'the', noun(pick(nouns), clausePlural), verb(pick(followers), clausePlural));
  }
  words.push(verb(pick(actions), plural));
  return `${words.join(' ')}. `;
}

/** Whether it is a sentence of the language, its verbs in agreement. */
export function isSentence(text: string): boolean {
  const oneOf = (words: readonly string[]): string => `(?:${words.join('|')})`;
  const clauses = [false, true].map((plural) => {
    const [subject, seen] = [nouns.map((n) => noun(n, plural)), followers.map((v) => verb(v, plural))];
    return `the ${oneOf(subject)} ${oneOf(seen)}`;
  });
  return [false, true].some((plural) => {
    const [subject, act] = [nouns.map((n) => noun(n, plural)), actions.map((v) => verb(v, plural))];
    const clause = `(?: that ${oneOf(clauses)})?`;
    return new RegExp(`^the (?:${oneOf(adjectives)} )?${oneOf(subject)}${clause} ${oneOf(act)}\\.$`).test(
      text,
    );
  });
}

/** Bits per letter that no model can go below: the entropy of a sentence over its mean length. */
export function entropyRate(): number {
  const bits = (share: number): number => -share * Math.log2(share) - (1 - share) * Math.log2(1 - share);
  const mean = (words: readonly string[]): number =>
    words.reduce((sum, { length }) => sum + length, 0) / words.length;
  // A noun and its verb are one s longer than their stems together: the noun in the plural, the verb in the singular.
  const entropy =
    bits(adjectiveShare) +
    adjectiveShare * Math.log2(adjectives.length) +
    Math.log2(2 * nouns.length) +
    bits(clauseShare) +
    clauseShare * Math.log2(2 * nouns.length * followers.length) +
    Math.log2(actions.length);
  const length =
    'the '.length +
    adjectiveShare * (mean(adjectives) + 1) +
    (mean(nouns) + 1 + mean(actions) + '. '.length + 1) +
    clauseShare * (' that the '.length + mean(nouns) + 1 + mean(followers) + 1);
  return entropy / length;
}

function noun(stem: string, plural: boolean): string {
  return plural ? `${stem}s` : stem;
}

function verb(stem: string, plural: boolean): string {
  return plural ? stem : `${stem}s`;
}
