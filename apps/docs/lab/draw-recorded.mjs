import { drawPicture } from '@thaw/figures';
import { JSDOM } from 'jsdom';

/** Pixels; a page that has less shrinks the drawing. */
const width = 420;

/**
 * Draws pictures as the text of HTML.
 *
 * @param {readonly import('@thaw/experiments/picture').Picture[]} pictures
 * @returns {{ title: string, html: string }[]}
 */
export function drawRecorded(pictures) {
  const { document } = new JSDOM('').window;
  return pictures.map((picture) => ({
    title: picture.title,
    html: drawPicture(picture, { document, width }).outerHTML,
  }));
}
