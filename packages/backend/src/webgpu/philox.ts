/**
 * Philox 4x32-10 in WGSL: `philox(counter: vec4u, key: vec2u) -> vec4u`, the words that `philoxBlock` of random/philox.ts
 * computes on the host, to the bit. WGSL has no product of 64 bits: its upper half is made of four of 16 bits.
 */
export const philox = `
fn multiplyHigh(a: u32, b: u32) -> u32 {
  let aLow = a & 0xffff; let aHigh = a >> 16;
  let bLow = b & 0xffff; let bHigh = b >> 16;
  let middle = aHigh * bLow + ((aLow * bLow) >> 16);
  let carry = aLow * bHigh + (middle & 0xffff);
  return aHigh * bHigh + (middle >> 16) + (carry >> 16);
}

fn philox(counter: vec4u, key: vec2u) -> vec4u {
  var c = counter;
  var k = key;
  for (var round = 0; round < 10; round++) {
    c = vec4u(
      multiplyHigh(0xcd9e8d57u, c.z) ^ c.y ^ k.x,
      0xcd9e8d57u * c.z,
      multiplyHigh(0xd2511f53u, c.x) ^ c.w ^ k.y,
      0xd2511f53u * c.x,
    );
    k += vec2u(0x9e3779b9u, 0xbb67ae85u);
  }
  return c;
}`;
