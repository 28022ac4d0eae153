import { type ArrayData, type Module, predict, Random } from '@thaw/core';
import { gate, type GateName } from '@thaw/datasets';
import { mccullochPitts, ThresholdUnit } from '@thaw/layers';

import { choiceOf, type Experiment, type Outcome, type Progress, type RunOptions } from './experiment.ts';
import type { Field, Heatmap } from './picture.ts';
import { drawSquare } from './square.ts';

/** The weights and thresholds that are tried: small whole numbers, as in 1943. */
const weights = [-2, -1, 0, 1, 2];
const thresholds = [-2, -1, 0, 1, 2, 3];
const trials = weights.flatMap((a) =>
  weights.flatMap((b) => thresholds.map((threshold) => [a, b, threshold])),
);

/** The sixteen functions of two bits a and b, and what they are called here. */
const titles: Readonly<Record<GateName, string>> = {
  false: 'never',
  nor: 'nor',
  converseNimply: 'b and not a',
  notA: 'not a',
  nimply: 'a and not b',
  notB: 'not b',
  xor: 'xor',
  nand: 'nand',
  and: 'and',
  xnor: 'xnor',
  b: 'b',
  imply: 'b or not a',
  a: 'a',
  converseImply: 'a or not b',
  or: 'or',
  true: 'always',
};
const names = Object.keys(titles) as GateName[];
const functions = Object.values(titles);
const cases = ['00', '01', '10', '11'];
const truth = names.map((name) => [...gate(name).column('target').data]);

/** The gates whose nets are set by hand. */
const gates = ['and', 'or', 'nand', 'nor', 'xor', 'xnor'] as const satisfies readonly GateName[];

/**
 * The neuron of 1943 fires when its weighted inputs reach a threshold. Of the sixteen functions of two bits one such
 * unit computes fourteen: every setting with small weights is tried, and none gives XOR or its contrary. Two layers do.
 *
 * The loss is the part of answers that are wrong with the best setting found so far, over all sixteen functions.
 *
 * @see McCulloch and Pitts 1943, https://doi.org/10.1007/BF02478259; Minsky and Papert 1969, "Perceptrons"
 */
export const thresholdGates: Experiment = {
  id: 'threshold-gates',
  title: 'One threshold unit computes 14 of the 16 functions of two bits',
  year: 1943,
  source: 'McCulloch and Pitts, "A logical calculus of the ideas immanent in nervous activity"',
  seeds: [1, 2, 3],
  solvedWhen: '14 functions are found, all that one unit computes',
  bars: [
    {
      result: 'functionsOfOneUnit',
      claim: 'one unit computes 14 functions or more, of the 16 there are',
      atLeast: 14,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
    {
      result: 'wrongForXor',
      claim: 'but answers XOR wrong in a case or more',
      atLeast: 1,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
    {
      result: 'wrongOfNets',
      claim: 'nets set by hand, XOR in two layers among them, answer no case wrong',
      atMost: 0,
      over: 'each',
      budgets: ['test', 'tour', 'proof'],
    },
  ],
  settings: [
    { kind: 'choice', name: 'gate', label: 'Gate', choices: ['and', 'or', 'nand', 'xor'], value: 'and' },
  ],

  async *run(options: RunOptions): AsyncGenerator<Progress, Outcome, void> {
    const shown = choiceOf(thresholdGates, options, 'gate') as GateName;
    const unit = new ThresholdUnit(2);
    /** The fewest wrong answers for each function so far, and the setting that gave them. */
    const best = functions.map(() => ({ wrong: 4, trial: trials[0]! }));
    const draw = (): Promise<Field> => drawBest(unit, shown, best[functions.indexOf(shown)]!);
    const curve: [number, number][] = [];
    try {
      for (const [i, place] of new Random(options.seed).permutation(trials.length).entries()) {
        const trial = trials[place]!;
        set(unit, trial);
        const given = await answers(unit, gate('and').column('input'));
        for (const [f, known] of best.entries()) {
          const wrong = truth[f]!.filter((answer, row) => answer !== given[row]).length;
          if (wrong < known.wrong) best[f] = { wrong, trial };
        }
        const loss = best.reduce((sum, { wrong }) => sum + wrong, 0) / (4 * best.length);
        curve.push([i + 1, loss]);
        const found = best.filter(({ wrong }) => wrong === 0).length;
        yield {
          part: 'Gates',
          step: i + 1,
          steps: trials.length,
          loss,
          solved: found === 14,
          figures: { found },
          draw,
        };
      }
      const functionsOfOneUnit = best.filter(({ wrong }) => wrong === 0).length;
      const wrongForXor = best[functions.indexOf('xor')]!.wrong;
      const wrongOfNets = await countWrong();
      return {
        results: { functionsOfOneUnit, wrongForXor, wrongOfNets },
        summary:
          `${functionsOfOneUnit} of 16 functions with one unit, XOR at best with ${wrongForXor} wrong answer; ` +
          `nets of two layers have ${wrongOfNets}`,
        steps: trials.length,
        pictures: [
          {
            kind: 'lines',
            title: 'Gates: wrong answers of the best settings so far',
            x: 'settings tried',
            y: 'part wrong',
            series: [{ name: 'all 16 functions', points: curve }],
          },
          tableOf(best.map(({ wrong }) => wrong)),
          await draw(),
          await drawNet('xor'),
        ],
      };
    } finally {
      unit.dispose();
    }
  },
};

/** Gives the unit two weights and a threshold. */
function set(unit: ThresholdUnit, [a, b, threshold]: readonly number[]): void {
  unit.kernel.assign(Float32Array.of(a!, b!));
  unit.bias.assign(Float32Array.of(-threshold!));
}

async function answers(net: Module, places: ArrayData): Promise<number[]> {
  const output = await predict(net, places, { batchSize: 4096 });
  const values = Array.from(await output.data());
  output.dispose();
  return values;
}

/** Where the unit fires with the best setting for a gate. */
async function drawBest(
  unit: ThresholdUnit,
  name: GateName,
  best: { readonly trial: readonly number[] },
): Promise<Field> {
  set(unit, best.trial);
  const [a, b, threshold] = best.trial;
  const title = `${name.toUpperCase()} by one unit: ${a}·a + ${b}·b ≥ ${threshold}`;
  const { input, target } = gate(name).columns;
  return drawSquare(title, { input, target }, (places) => answers(unit, places));
}

/** Where a net that was set by hand fires. */
async function drawNet(name: 'xor'): Promise<Field> {
  const net = mccullochPitts(name);
  const { input, target } = gate(name).columns;
  const title = `${name.toUpperCase()} by two layers of units`;
  const field = await drawSquare(title, { input, target }, (places) => answers(net, places));
  net.dispose();
  return field;
}

/** The wrong answers of all nets that are set by hand. */
async function countWrong(): Promise<number> {
  let wrong = 0;
  for (const name of gates) {
    const net = mccullochPitts(name);
    const { input, target } = gate(name).columns;
    wrong += (await answers(net, input)).filter((answer, row) => answer !== target.data[row]).length;
    net.dispose();
  }
  return wrong;
}

/** Which functions one unit computes, and what each of them answers. */
function tableOf(wrong: readonly number[]): Heatmap {
  return {
    kind: 'heatmap',
    title: 'Gates: what each function answers; ✓ where one unit does',
    y: 'function',
    x: 'inputs a and b',
    rows: functions.map((name, f) => `${name} ${wrong[f] === 0 ? '✓' : '✗'}`),
    columns: cases,
    values: functions.map((_, f) => truth[f]!),
    low: 0,
    high: 1,
  };
}
