/**
 * What the modules compiled from assembly/ export. Places in memory are in bytes, strides and sizes in numbers; `control` is the control
 * block, `workspace` a place of `room` bytes.
 */
export interface KernelExports {
  controlBytes(): number;
  scratchBytes(): number;
  prepare(control: number, scratch: number, threads: number): void;

  /** (control, a, aRow, aColumn, aNext, b, bRow, bColumn, bNext, c, m, n, k, count, bias, activation, alpha, workspace, room) */
  matmul(...numbers: number[]): void;
  /**
   * (control, image, height, width, channels, outHeight, outWidth, strideY, strideX, top, left, dilationY, dilationX, filterHeight,
   * filterWidth, upY, upX)
   */
  setPatches(...numbers: number[]): void;
  /** (control, filter, y, rows, k, filters, bias, activation, alpha, workspace, room) */
  convolution(...numbers: number[]): void;
  /** (control, filter, dx, rows, taps, channels, filters, workspace, room) */
  inputGradient(...numbers: number[]): void;
  /** (control, dy, dw, rows, filters, pixels, parts, workspace) */
  filterGradient(...numbers: number[]): void;
}
