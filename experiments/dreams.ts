import { tf } from '@thaw/core';
import { digitsClasses, type LabelledColumns, type Table } from '@thaw/datasets';
import { codeGrid, type VAE } from '@thaw/unsupervised';

import type { Images, Scatter } from './picture.ts';

export const PIXELS = 64;
/** Numbers of a code. */
export const LATENT = 2;
const GRID = 9; // dreams along each side
/** A code drawn for a digit lies this many standard deviations from its mean at most, nearly always. */
const REACH = 3;

type Digits = Table<LabelledColumns>;

/** How the codes of digits lie in the plane. */
export interface Codes {
  /** How far from the middle, as a root mean square of both numbers. */
  readonly spread: number;
  /** What a code tells of its digit, in nats: the divergence of its place from the standard normal. */
  readonly divergence: number;
  /** The part of the grid's codes that training may have come to: one within three standard deviations of a digit's. */
  readonly visited: number;
}

/** Encodes digits and looks where their codes lie. */
export async function codesOf(model: VAE, rows: Digits): Promise<Codes> {
  const { data, shape } = rows.column('input');
  const [means, deviations, divergences] = tf.tidy(() => {
    const { mean, logVariance } = model.encode(tf.tensor(data, [...shape]));
    const twice = mean.square().add(logVariance.exp()).sub(logVariance).sub(1).sum(1);
    return [mean, logVariance.mul(0.5).exp(), twice.mul(0.5).mean()] as const;
  });
  const places = (await means.data()) as Float32Array;
  const widths = await deviations.data();
  const divergence = (await divergences.data())[0]!;
  tf.dispose([means, deviations, divergences]);
  const asked = codeGrid(GRID).data;
  const isNear = (code: number, at: number): boolean =>
    Math.abs(places[at]! - asked[code]!) < REACH * widths[at]! &&
    Math.abs(places[at + 1]! - asked[code + 1]!) < REACH * widths[at + 1]!;
  const digitsAt = Array.from({ length: rows.rows }, (_, row) => LATENT * row);
  const codes = Array.from({ length: GRID ** 2 }, (_, i) => LATENT * i);
  return {
    spread: Math.sqrt(places.reduce((sum, place) => sum + place ** 2, 0) / places.length),
    divergence,
    visited: codes.filter((code) => digitsAt.some((at) => isNear(code, at))).length / codes.length,
  };
}

/** What stands on a grid over the plane of codes. */
export function drawDreams(model: VAE): Promise<Images> {
  return drawImages(
    'what stands at the codes from (−2, 2) to (2, −2)',
    model,
    [...codeGrid(GRID).data],
    GRID,
  );
}

/** What stands at one code. */
export function drawDream(model: VAE, code: readonly number[]): Promise<Images> {
  return drawImages('the dream at this code', model, code);
}

/** @param columns where the codes are a grid: the place of an image then tells its code. */
async function drawImages(
  title: string,
  model: VAE,
  codes: readonly number[],
  columns?: number,
): Promise<Images> {
  const given = tf.tensor2d([...codes], [codes.length / LATENT, LATENT]);
  const images = model.generate(given);
  const pixels = await images.data();
  tf.dispose([given, images]);
  return {
    kind: 'images',
    title: `VAE: ${title}`,
    side: 8,
    ...(columns && { columns }),
    images: Array.from({ length: codes.length / LATENT }, (_, i) => ({
      caption: columns ? '' : captionOf(codes.slice(LATENT * i, LATENT * (i + 1))),
      pixels: Array.from(pixels.subarray(PIXELS * i, PIXELS * (i + 1)), toThousandths),
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
        .map((row) => ({
          x: toThousandths(places[LATENT * row]!),
          y: toThousandths(places[LATENT * row + 1]!),
        })),
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
    Array.from({ length: PIXELS }, (_, i) => toThousandths(pixels[PIXELS * row + i]!));
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

function captionOf(code: readonly number[]): string {
  return code.map((value) => value.toFixed(1)).join(' ');
}

/** Finer than any picture shows. */
function toThousandths(value: number): number {
  return Math.round(1000 * value) / 1000;
}
