export { drawPicture, type DrawOptions } from './draw-picture.ts';
