export { dateFormats, dateFormatsCard, type DateFormatsOptions } from './corpora/date-formats.ts';
export { englishFrench, englishFrenchCard } from './corpora/english-french.ts';
export { makemoreNames, makemoreNamesCard } from './corpora/makemore-names.ts';
export { names, namesCard, namesClasses, type NamesOptions } from './corpora/names.ts';
export { pennTreebank, pennTreebankCard, type WordParts } from './corpora/penn-treebank.ts';
export type {
  SquadAnswer,
  SquadFault,
  SquadParagraph,
  SquadPart,
  SquadQuestion,
} from './corpora/read-squad.ts';
export { rtPolarity, rtPolarityCard, rtPolarityClasses } from './corpora/rt-polarity.ts';
export { squad, squadCard } from './corpora/squad.ts';
export type { LabelledTextColumns, TextPairColumns } from './corpora/text-columns.ts';
export { type TextParts, tinyShakespeare, tinyShakespeareCard } from './corpora/tiny-shakespeare.ts';
export type { DatasetCard } from './dataset-card.ts';
export { datasetCards } from './dataset-cards.ts';
export { digits, digitsCard, digitsClasses, type DigitsOptions } from './digits.ts';
export { gate, type GateColumns, type GateName, gateNames, xor } from './gates.ts';
export { type CitationGraph, undirectedEdges } from './graphs/citation-graph.ts';
export { citeseer, citeseerCard, cora, coraCard, pubmed, pubmedCard } from './graphs/citation-networks.ts';
export { planetoid, planetoidCard, type PlanetoidName } from './graphs/planetoid.ts';
export type { PlanetoidGraph, PublicSplit } from './graphs/read-planetoid.ts';
export { type IdxArray, type IdxData, IdxError, readIdx } from './idx/read-idx.ts';
export { cifar10, cifar10Card, cifar10Classes } from './images/cifar10.ts';
export { cifar100, cifar100Card, type Cifar100Options } from './images/cifar100.ts';
export { cifar100Classes, cifar100CoarseClasses } from './images/cifar100-classes.ts';
export { iris, irisCard, irisClasses } from './iris.ts';
export { emnistLetters, emnistLettersCard, emnistLettersClasses } from './mnist/emnist-letters.ts';
export { fashionMnist, fashionMnistCard, fashionMnistClasses } from './mnist/fashion-mnist.ts';
export type { ByteData, ImageColumns, ImageOptions, ImageTables } from './mnist/image-tables.ts';
export { kmnist, kmnistCard, kmnistClasses } from './mnist/kmnist.ts';
export { mnist, mnistCard, mnistClasses } from './mnist/mnist.ts';
export {
  bucketBatches,
  type BucketBatches,
  type BucketOptions,
  type SequenceBatch,
} from './sequences/bucket-batches.ts';
export {
  packedMask,
  packSequences,
  type PackedColumns,
  type PackOptions,
} from './sequences/pack-sequences.ts';
export {
  type PaddedSequences,
  type PadOptions,
  padSequences,
  type Sequence,
} from './sequences/pad-sequences.ts';
export { movieLens100k, movieLens100kCard, type MovieLens } from './ratings/movielens-100k.ts';
export {
  type MovieLensColumns,
  movieLensGenres,
  type MovieLensMovie,
  type MovieLensUser,
} from './ratings/read-movielens.ts';
export { loadFile } from './sources/load-file.ts';
export { type LoadOptions, type LoadProgress, SourceError, type SourceFile } from './sources/source-file.ts';
export type { BatchPlace, BatchStream, ChangeBatch } from './table/batch-stream.ts';
export type { BatchesOptions, ScaledColumns, TableBatch, TableBatches } from './table/batches.ts';
export type {
  FloatData,
  IntegerData,
  LabelledColumns,
  NumberColumns,
  NumberData,
  TableColumns,
  TextData,
} from './table/columns.ts';
export type { ClassData, ExplicitFields, FieldColumns, FieldSpec, MissingOptions } from './table/fields.ts';
export type { MappedColumns, Row, RowValue } from './table/map-rows.ts';
export { normalization, type Normalization } from './table/normalization.ts';
export type { SplitOptions } from './table/split.ts';
export { classCounts, statistics, type Statistics, type StatisticsOptions } from './table/statistics.ts';
export { Table } from './table/table.ts';
export type { Windowed, WindowOptions } from './table/windows.ts';
export { breastCancer, breastCancerCard, breastCancerClasses } from './tabular/breast-cancer.ts';
export { wine, wineCard, wineClasses } from './tabular/wine.ts';
export { characterTokenizer, type CharacterTokenizer } from './text/character-tokenizer.ts';
export { fromTfData, type FromTfDataOptions } from './tf-data/from-tf-data.ts';
export { type TfDataBatch, toTfData } from './tf-data/to-tf-data.ts';
export { addingProblem, type AddingProblemOptions } from './toys/adding-problem.ts';
export { barsAndStripes, type BarsAndStripesColumns } from './toys/bars-and-stripes.ts';
export { bracketLabels } from './toys/bracket-labels.ts';
export { brackets } from './toys/brackets.ts';
export { circles, type CirclesOptions } from './toys/circles.ts';
export { copyTask, type CopyTaskOptions } from './toys/copy-task.ts';
export { dates, type Dates, type DatesOptions, writeDate } from './toys/date-forms.ts';
export type { BracketsOptions } from './toys/draw-brackets.ts';
export { drawnDigits, type DrawnDigitsOptions } from './toys/drawn-digits.ts';
export {
  type ElmanClass,
  type ElmanSentences,
  elmanSentences,
  type ElmanSentencesOptions,
} from './toys/elman-sentences.ts';
export { embeddedReber, type EmbeddedReberOptions, reberSymbols } from './toys/embedded-reber.ts';
export { gaussianMixture, type GaussianMixtureOptions } from './toys/gaussian-mixture.ts';
export { gaussianRing, type GaussianRingOptions } from './toys/gaussian-ring.ts';
export {
  type LowRankRatingColumns,
  type LowRankRatings,
  lowRankRatings,
  type LowRankRatingsOptions,
} from './toys/low-rank-ratings.ts';
export { mackeyGlass, type MackeyGlassOptions, type SeriesColumns } from './toys/mackey-glass.ts';
export { madeCorpus, type MadeCorpus, type MadeCorpusOptions, type WordClass } from './toys/made-corpus.ts';
export { moons, type MoonsOptions } from './toys/moons.ts';
export type { PlaneColumns } from './toys/plane.ts';
export { repeatCopyTask, type RepeatCopyTaskOptions } from './toys/repeat-copy-task.ts';
export type { WholeRange } from './toys/require.ts';
export type { Scene, SceneObject, SceneQuestion } from './toys/scenes/scene.ts';
export { type Scenes, scenes, type ScenesOptions } from './toys/scenes/scenes.ts';
export { separableClouds, type SeparableCloudsOptions } from './toys/separable-clouds.ts';
export type { MaskedSequenceColumns, SequenceColumns } from './toys/sequences.ts';
export { sineWaves, type SineWavesOptions } from './toys/sine-waves.ts';
export { sortTask, type SortTaskOptions } from './toys/sort-task.ts';
export { spirals, type SpiralsOptions } from './toys/spirals.ts';
export { type Sum, sums, type Sums, type SumsOptions } from './toys/sums.ts';
export { swissRoll, type SwissRollColumns, type SwissRollOptions } from './toys/swiss-roll.ts';
export { temporalOrder, type TemporalOrderOptions, temporalOrderSymbols } from './toys/temporal-order.ts';
export { temporalXor, type TemporalXorOptions } from './toys/temporal-xor.ts';
export type { WordAnalogies, WordPair } from './words/read-words.ts';
export { wordAnalogies, wordAnalogiesCard, wordSim353, wordSim353Card } from './words/word-tests.ts';
