import { dateFormatsCard } from './corpora/date-formats.ts';
import { englishFrenchCard } from './corpora/english-french.ts';
import { makemoreNamesCard } from './corpora/makemore-names.ts';
import { namesCard } from './corpora/names.ts';
import { pennTreebankCard } from './corpora/penn-treebank.ts';
import { rtPolarityCard } from './corpora/rt-polarity.ts';
import { squadCard } from './corpora/squad.ts';
import { tinyShakespeareCard } from './corpora/tiny-shakespeare.ts';
import type { DatasetCard } from './dataset-card.ts';
import { digitsCard } from './digits.ts';
import { citeseerCard, coraCard, pubmedCard } from './graphs/citation-networks.ts';
import { planetoidCard } from './graphs/planetoid.ts';
import { cifar10Card } from './images/cifar10.ts';
import { cifar100Card } from './images/cifar100.ts';
import { irisCard } from './iris.ts';
import { emnistLettersCard } from './mnist/emnist-letters.ts';
import { fashionMnistCard } from './mnist/fashion-mnist.ts';
import { kmnistCard } from './mnist/kmnist.ts';
import { mnistCard } from './mnist/mnist.ts';
import { movieLens100kCard } from './ratings/movielens-100k.ts';
import { breastCancerCard } from './tabular/breast-cancer.ts';
import { wineCard } from './tabular/wine.ts';
import { wordAnalogiesCard, wordSim353Card } from './words/word-tests.ts';

/**
 * The card of every real data set, by the call that loads it: those that ship first.
 *
 * A function, so that who takes one card's bytes has not all of them; what needs a single card imports that.
 *
 * @example
 * ```ts
 * import { datasetCards } from '@thaw/datasets';
 *
 * for (const [call, { rows }] of Object.entries(datasetCards()).slice(0, 2)) console.log(call, rows); // digits() 1797, iris() 150
 * ```
 */
export function datasetCards(): Readonly<Record<string, DatasetCard>> {
  return {
    'digits()': digitsCard,
    'iris()': irisCard,
    'wine()': wineCard,
    'breastCancer()': breastCancerCard,
    'mnist()': mnistCard,
    'fashionMnist()': fashionMnistCard,
    'kmnist()': kmnistCard,
    'emnistLetters()': emnistLettersCard,
    'cifar10()': cifar10Card,
    'cifar100()': cifar100Card,
    'tinyShakespeare()': tinyShakespeareCard,
    'pennTreebank()': pennTreebankCard,
    'names()': namesCard,
    'makemoreNames()': makemoreNamesCard,
    'englishFrench()': englishFrenchCard,
    'dateFormats({ published: true })': dateFormatsCard,
    'rtPolarity()': rtPolarityCard,
    'squad()': squadCard,
    'cora()': coraCard,
    'citeseer()': citeseerCard,
    'pubmed()': pubmedCard,
    "planetoid('cora')": planetoidCard('cora'),
    "planetoid('citeseer')": planetoidCard('citeseer'),
    "planetoid('pubmed')": planetoidCard('pubmed'),
    'movieLens100k()': movieLens100kCard,
    'wordAnalogies()': wordAnalogiesCard,
    'wordSim353()': wordSim353Card,
  };
}
