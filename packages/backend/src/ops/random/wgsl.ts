import { philox } from '../../webgpu/philox.ts';

/** The words of a draw: `words(i)` are those of block i after the one at which `state` stands, which a kernel reads as u32. */
export const words: string = `${philox}
fn words(i: u32) -> vec4u {
  let low = state[4] + i;
  let high = state[5] + select(0u, 1u, low < i);
  return philox(vec4u(low, high, state[2], state[3]), vec2u(state[0], state[1]));
}`;

/**
 * Logarithm and cosine of our own, from words: WGSL's are off by up to 5e-7 where normals are dense, and the float32 nearest to a
 * word's 32 bits is too coarse near 1. With n = word + offset, u = n·2⁻³²:
 *
 * minusLogOfWord = −ln u: above ½ from 1 − u, which is exact;  minusLog(x) = −ln x;  cosTurns = cos(2π·word·2⁻³²).
 *
 * Both logarithms are 2·artanh(s) and a multiple of ln 2, where s = (1 − m)/(1 + m) for a mantissa m in [½, 1].
 */
export const elementary = `
fn twiceArtanh(s: f32) -> f32 {
  let z = s * s;
  let sum = 1 + z * (1.0 / 3 + z * (0.2 + z * (1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11 + z * (1.0 / 13 + z / 15))))));
  return 2 * s * sum;
}

fn minusLog(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  let exponent = i32(bits >> 23) - 126;
  let mantissa = bitcast<f32>((bits & 0x007fffffu) | 0x3f000000u);
  return f32(-exponent) * 0.693147181 + twiceArtanh((1 - mantissa) / (1 + mantissa));
}

fn minusLogOfWord(word: u32, offset: f32) -> f32 {
  if (word >= 0x80000000u) {
    let rest = (f32(~word) + (1 - offset)) * 0x1p-32;
    return twiceArtanh(rest / (2 - rest));
  }
  return minusLog((f32(word) + offset) * 0x1p-32);
}

fn cosTurns(word: u32) -> f32 {
  let quarter = (word + 0x20000000u) >> 30;
  let x = f32(bitcast<i32>(word - (quarter << 30))) * (1.57079633 * 0x1p-30);
  let z = x * x;
  let cosine = 1 + z * (-0.5 + z * (1.0 / 24 + z * (-1.0 / 720 + z * (1.0 / 40320 - z / 3628800))));
  let sine = x * (1 + z * (-1.0 / 6 + z * (1.0 / 120 + z * (-1.0 / 5040 + z / 362880))));
  let value = select(cosine, sine, (quarter & 1) == 1);
  return select(value, -value, ((quarter + 1) & 2) == 2);
}`;

/**
 * `truncatedNormal(word)`: Φ⁻¹(½ + (u − ½)·(Φ(2) − Φ(−2))) for u = (word + ½)·2⁻³², as `normalQuantile` has it; the part of the
 * population beyond, on the nearer side, is made of the word itself, since a difference from ½ would lose its digits.
 */
export const truncatedNormal = `
fn truncatedNormal(word: u32) -> f32 {
  let within = 0.954499736;
  let near = min(word, ~word);
  let q = (f32(0x7fffffffu - near) + 0.5) * 0x1p-32 * within;
  var x = 0.0;
  if (q <= 0.425) {
    let r = 0.180625 - q * q;
    x = q * (((((((2509.08093 * r + 33430.5756) * r + 67265.7709) * r + 45921.954) * r + 13731.6938) * r + 1971.59095) * r + 133.141668) * r + 3.38713287)
      / (((((((5226.49528 * r + 28729.0857) * r + 39307.8958) * r + 21213.7943) * r + 5394.19602) * r + 687.187007) * r + 42.3133307) * r + 1);
  } else {
    let beyond = 0.0227501319 + (f32(near) + 0.5) * 0x1p-32 * within;
    let r = sqrt(minusLog(beyond)) - 1.6;
    x = (((((((7.74545014e-4 * r + 0.0227238449) * r + 0.241780725) * r + 1.27045825) * r + 3.64784832) * r + 5.76949722) * r + 4.63033785) * r + 1.42343711)
      / (((((((1.05075007e-9 * r + 5.47593808e-4) * r + 0.0151986666) * r + 0.148103976) * r + 0.689767335) * r + 1.67638483) * r + 2.05319163) * r + 1);
  }
  return select(x, -x, word < 0x80000000u);
}`;
