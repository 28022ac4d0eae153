/** What pixels are wanted. */
export interface PixelOptions {
  readonly height: number;
  readonly width: number;
  /** 3 for red, green and blue, 1 for grey. */
  readonly channels: 1 | 3;
  /** Whether the image is stretched to the size, or what is beyond its proportions is cut off on both sides. */
  readonly fit: 'stretch' | 'crop';
}

/** Pixels of an encoded image, [height, width, channels]; what shows through is black. */
export async function decodeImage(bytes: Uint8Array, options: PixelOptions): Promise<Uint8Array> {
  const inPage = typeof createImageBitmap === 'function' && typeof OffscreenCanvas === 'function';
  return inPage ? decodeInPage(bytes, options) : decodeBySharp(bytes, options);
}

/** Red, green, blue, whatever comes `step` bytes on, as colours or as grey: 0.299·R + 0.587·G + 0.114·B. */
function pixelsOf(
  from: ArrayLike<number>,
  step: number,
  { height, width, channels }: PixelOptions,
): Uint8Array {
  const out = new Uint8Array(height * width * channels);
  for (let pixel = 0; pixel < height * width; pixel++) {
    const [red, green, blue] = [from[pixel * step]!, from[pixel * step + 1]!, from[pixel * step + 2]!];
    if (channels === 1) out[pixel] = Math.round(0.299 * red + 0.587 * green + 0.114 * blue);
    else out.set([red, green, blue], pixel * 3);
  }
  return out;
}

async function decodeInPage(bytes: Uint8Array, options: PixelOptions): Promise<Uint8Array> {
  const { height, width, fit } = options;
  const bitmap = await createImageBitmap(new Blob([bytes as Uint8Array<ArrayBuffer>]));
  try {
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
    context.fillStyle = 'black';
    context.fillRect(0, 0, width, height);
    context.imageSmoothingQuality = 'high';
    const scale = fit === 'crop' ? Math.min(bitmap.width / width, bitmap.height / height) : undefined;
    const cutWidth = scale === undefined ? bitmap.width : width * scale;
    const cutHeight = scale === undefined ? bitmap.height : height * scale;
    const [left, top] = [(bitmap.width - cutWidth) / 2, (bitmap.height - cutHeight) / 2];
    context.drawImage(bitmap, left, top, cutWidth, cutHeight, 0, 0, width, height);
    return pixelsOf(context.getImageData(0, 0, width, height).data, 4, options);
  } finally {
    bitmap.close();
  }
}

/** As much of sharp as is needed. */
interface Sharp {
  rotate(): Sharp;
  flatten(options: { background: string }): Sharp;
  resize(width: number, height: number, options: { fit: 'fill' | 'cover' }): Sharp;
  toColourspace(space: string): Sharp;
  raw(): Sharp;
  toBuffer(options: { resolveWithObject: true }): Promise<{ data: Uint8Array; info: { channels: number } }>;
}

async function decodeBySharp(bytes: Uint8Array, options: PixelOptions): Promise<Uint8Array> {
  const { height, width, fit } = options;
  const { default: sharp } = await loadSharp();
  const { data, info } = await sharp(bytes)
    .rotate() // as the camera was held
    .flatten({ background: '#000' })
    .resize(width, height, { fit: fit === 'crop' ? 'cover' : 'fill' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return pixelsOf(data, info.channels, options);
}

/** sharp is not there: images cannot be decoded. */
export class ImageDecoderError extends Error {
  override readonly name = 'ImageDecoderError';
}

/** It is loaded from here, for it is this package's to find; its name stays a variable, so that bundlers for pages do not follow it. */
async function loadSharp(name: string = 'sharp'): Promise<{ default: (bytes: Uint8Array) => Sharp }> {
  try {
    return (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)) as {
      default: (bytes: Uint8Array) => Sharp;
    };
  } catch (cause) {
    throw new ImageDecoderError(
      'Images are decoded by the package sharp where there is no page: npm install sharp.',
      { cause },
    );
  }
}
