import { tf } from '../../tfjs.ts';

export function gruReference(
  projected: tf.Tensor,
  kernel: tf.Tensor,
  bias: tf.Tensor,
  firstHidden: tf.Tensor,
): tf.Tensor[] {
  let hidden = firstHidden;
  const [hiddens, gates] = [[], []] as [tf.Tensor[], tf.Tensor[]];
  for (const products of tf.unstack(projected)) {
    const [a, b, c] = tf.split(products, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const sums = tf.add(tf.matMul(hidden, kernel), bias);
    const [d, e, sum] = tf.split(sums, 3, 1) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [z, r] = [tf.sigmoid(tf.add(a, d)), tf.sigmoid(tf.add(b, e))];
    const candidate = tf.tanh(tf.add(c, tf.mul(r, sum)));
    hidden = tf.add(tf.mul(z, hidden), tf.mul(tf.sub(1, z), candidate));
    hiddens.push(hidden);
    gates.push(tf.concat([z, r, candidate, sum], 1));
  }
  return [tf.stack(hiddens), tf.stack(gates)];
}

export function gruGradientReference(inputs: Record<string, tf.Tensor>): tf.Tensor[] {
  const { kernel, hidden, hiddens, gates, dhidden } = inputs;
  const before = [hidden!, ...tf.unstack(hiddens!).slice(0, -1)];
  const [gateSteps, fromHidden] = [tf.unstack(gates!), tf.unstack(dhidden!)];
  const [dprojected, dsums] = [[], []] as [tf.Tensor[], tf.Tensor[]];
  let later: tf.Tensor = tf.zerosLike(hidden!);
  for (let t = gateSteps.length - 1; t >= 0; t--) {
    const [z, r, candidate, sum] = tf.split(gateSteps[t]!, 4, 1) as tf.Tensor[];
    const dh = tf.add(fromHidden[t]!, later);
    const dz = tf.mul(tf.mul(dh, tf.sub(before[t]!, candidate!)), slope(z!));
    const dn = tf.mul(tf.mul(dh, tf.sub(1, z!)), tf.sub(1, tf.square(candidate!)));
    const dr = tf.mul(tf.mul(dn, sum!), slope(r!));
    dprojected[t] = tf.concat([dz, dr, dn], 1);
    dsums[t] = tf.concat([dz, dr, tf.mul(dn, r!)], 1);
    later = tf.add(tf.mul(dh, z!), tf.matMul(dsums[t]!, kernel!, false, true));
  }
  return [tf.stack(dprojected), tf.stack(dsums), later, tf.stack(before)];
}

/** σ' by σ. */
function slope(s: tf.Tensor): tf.Tensor {
  return tf.mul(s, tf.sub(1, s));
}
