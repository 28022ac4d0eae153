import { tf } from '@thaw/core';
import { digitsClasses, type LabelledColumns, type Table } from '@thaw/datasets';
import { codeGrid, type VAE } from '@thaw/unsupervised';

import type { Images, Scatter } from './picture.ts';

export const PIXELS = 64;
/** Numbers of a code. */
export const LATENT = 2;
const GRID = 9; // dreams along each side
/** From one dream of the grid to the next. */
const BETWEEN = 0.5;

type Digits = Table<LabelledColumns>;

/** How the codes of digits lie in the plane. */
export interface Codes {
  /** How far from the middle, as a root mean square of both numbers. */
  readonly spread: number;
  /** What a code tells of its digit, in nats: the divergence of its place from the standard normal. */
  readonly divergence: number;
  /** The part of the grid's codes that have that of a digit near them, less than a step away. */
  readonly filled: number;
}

/** Encodes digits and looks where their codes lie. */
export async function codesOf(model: VAE, rows: Digits): Promise<Codes> {
  const { data, shape } = rows.column('input');
  const [means, divergences] = tf.tidy(() => {
    const { mean, logVariance } = model.encode(tf.tensor(data, [...shape]));
    const twice = mean.square().add(logVariance.exp()).sub(logVariance).sub(1).sum(1);
    return [mean, twice.mul(0.5).mean()];
  });
  const places = await means.data();
  const [divergence] = await divergences.data();
  tf.dispose([means, divergences]);
  const spread = Math.sqrt(places.reduce((sum, place) => sum + place ** 2, 0) / places.length);
  const asked = codeGrid(GRID).data;
  let near = 0;
  for (let i = 0; i < asked.length; i += LATENT) {
    for (let at = 0; at < places.length; at += LATENT) {
      if (Math.hypot(places[at]! - asked[i]!, places[at + 1]! - asked[i + 1]!) >= BETWEEN) continue;
      near++;
      break;
    }
  }
  return { spread, divergence: divergence!, filled: near / GRID ** 2 };
}

/** What stands on a grid over the plane of codes. */
export function drawDreams(model: VAE): Promise<Images> {
  return drawImages('what stands at the codes from (−2, 2) to (2, −2)', model, [...codeGrid(GRID).data]);
}

/** What stands at one code. */
export function drawDream(model: VAE, code: readonly number[]): Promise<Images> {
  return drawImages('the dream at this code', model, code);
}

async function drawImages(title: string, model: VAE, codes: readonly number[]): Promise<Images> {
  const given = tf.tensor2d([...codes], [codes.length / LATENT, LATENT]);
  const images = model.generate(given);
  const pixels = await images.data();
  tf.dispose([given, images]);
  return {
    kind: 'images',
    title: `VAE: ${title}`,
    side: 8,
    images: Array.from({ length: codes.length / LATENT }, (_, i) => ({
      caption: codes
        .slice(LATENT * i, LATENT * (i + 1))
        .map((code) => code.toFixed(1))
        .join(' '),
      pixels: Array.from(pixels.subarray(PIXELS * i, PIXELS * (i + 1))),
    })),
  };
}

/** Where the held-out digits lie in the plane of codes. */
export async function drawCodes(model: VAE, test: Digits): Promise<Scatter> {
  const { input, target } = test.columns;
  const means = tf.tidy(() => model.encode(tf.tensor(input.data, [...input.shape])).mean);
  const places = await means.data();
  means.dispose();
  const rows = Array.from(target.data.keys());
  return {
    kind: 'scatter',
    title: 'VAE: the codes of held-out digits, whose labels it never saw',
    x: 'first number of the code',
    y: 'second number of the code',
    groups: digitsClasses.map((name, digit) => ({
      name,
      points: rows
        .filter((row) => target.data[row] === digit)
        .map((row) => ({ x: places[LATENT * row]!, y: places[LATENT * row + 1]! })),
    })),
  };
}

/** Held-out digits, each beside what the model gives back of it. */
export async function drawReconstructions(model: VAE, test: Digits): Promise<Images> {
  const { input, target } = test.take(12).columns;
  const given = tf.tidy(() => {
    const { mean } = model.encode(tf.tensor(input.data, [...input.shape]));
    return model.generate(mean);
  });
  const back = await given.data();
  given.dispose();
  const cut = (pixels: ArrayLike<number>, row: number) =>
    Array.from({ length: PIXELS }, (_, i) => pixels[PIXELS * row + i]!);
  return {
    kind: 'images',
    title: 'VAE: held-out digits, and after each what comes back',
    side: 8,
    images: Array.from(target.data, (digit, row) => [
      { caption: String(digit), pixels: cut(input.data, row) },
      { caption: `${digit} back`, pixels: cut(back, row) },
    ]).flat(),
  };
}
