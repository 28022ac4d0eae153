import { tf } from '../tfjs.ts';

/** The parts of TensorFlow.js's webgl backend that run a program of one's own. */
interface WebGLBackend {
  runWebGLProgram(
    program: { variableNames: string[]; outputShape: number[]; userCode: string },
    inputs: tf.TensorInfo[],
    dtype: tf.DataType,
  ): tf.TensorInfo;
}

/**
 * Functions of each number in GLSL. GLSL lets its own be off by 2⁻¹¹ absolutely; these are off by a few units in the last place, sine and
 * cosine for |x| up to some 8,000.
 *
 * @see the single-precision polynomials of Moshier's Cephes, https://www.netlib.org/cephes/
 */
export function trigonometric(name: keyof typeof bodies, x: tf.Tensor): tf.TensorInfo {
  const backend = tf.backend() as unknown as WebGLBackend;
  const userCode = `${functions}\nvoid main() { float x = getXAtOutCoords(); setOutput(${bodies[name]}); }`;
  return backend.runWebGLProgram({ variableNames: ['X'], outputShape: x.shape, userCode }, [x], 'float32');
}

const bodies = {
  Acos: 'x > 0.5 ? 2.0 * reduced(x) : x < -0.5 ? 3.14159265 - 2.0 * reduced(x) : 1.57079633 - reduced(x)',
  Cos: 'wave(x, 1.0)',
  Sin: 'wave(x, 0.0)',
  Tan: 'wave(x, 0.0) / wave(x, 1.0)',
} as const;

const functions = `
// The sine of x plus so many right angles. What is left of x after whole right angles is taken exactly, in three parts.
float wave(float x, float turns) {
  float angles = floor(x * 0.636619772 + 0.5);
  float r = ((x - angles * 1.5703125) - angles * 4.83751297e-4) - angles * 7.54978999e-8;
  float z = r * r;
  float sine = r + r * z * ((-1.9515295891e-4 * z + 8.3321608736e-3) * z - 1.6666654611e-1);
  float cosine = 1.0 - 0.5 * z + z * z * ((2.443315711e-5 * z - 1.388731625e-3) * z + 4.166664568e-2);
  float quadrant = mod(angles + turns, 4.0);
  float value = mod(quadrant, 2.0) == 0.0 ? sine : cosine;
  return quadrant < 2.0 ? value : -value;
}

// The arc sine of x where |x| is at most a half, else that of √((1 − |x|)/2).
float reduced(float x) {
  bool outer = abs(x) > 0.5;
  float z = outer ? 0.5 * (1.0 - abs(x)) : x * x;
  float s = outer ? sqrt(z) : x;
  float p = (((4.2163199048e-2 * z + 2.4181311049e-2) * z + 4.5470025998e-2) * z + 7.4953002686e-2) * z + 1.6666752422e-1;
  return s + s * z * p;
}`;
