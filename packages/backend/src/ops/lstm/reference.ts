import { tf } from '../../tfjs.ts';

export function lstmReference(
  projected: tf.Tensor,
  kernel: tf.Tensor,
  firstHidden: tf.Tensor,
  firstCell: tf.Tensor,
): tf.Tensor[] {
  let [hidden, cell] = [firstHidden, firstCell];
  const [hiddens, cells, gates] = [[], [], []] as [tf.Tensor[], tf.Tensor[], tf.Tensor[]];
  for (const products of tf.unstack(projected)) {
    const sums = tf.add(products, tf.matMul(hidden, kernel));
    const [a, b, c, d] = tf.split(sums, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const [i, f, g, o] = [tf.sigmoid(a), tf.sigmoid(b), tf.tanh(c), tf.sigmoid(d)];
    cell = tf.add(tf.mul(f, cell), tf.mul(i, g));
    hidden = tf.mul(o, tf.tanh(cell));
    hiddens.push(hidden);
    cells.push(cell);
    gates.push(tf.concat([i, f, g, o], 1));
  }
  return [tf.stack(hiddens), tf.stack(cells), tf.stack(gates)];
}

export function lstmGradientReference(inputs: Record<string, tf.Tensor>): tf.Tensor[] {
  const { kernel, hidden, cell, hiddens, cells, gates, dhidden, dcells } = inputs;
  const before = [hidden!, ...tf.unstack(hiddens!).slice(0, -1)];
  const [cellSteps, gateSteps] = [tf.unstack(cells!), tf.unstack(gates!)];
  const [fromHidden, fromCells] = [tf.unstack(dhidden!), tf.unstack(dcells!)];
  const dsums: tf.Tensor[] = [];
  let later: tf.Tensor = tf.zerosLike(cell!);
  let dcell: tf.Tensor = tf.zerosLike(cell!);
  const slope = (s: tf.Tensor): tf.Tensor => tf.mul(s, tf.sub(1, s));
  for (let t = gateSteps.length - 1; t >= 0; t--) {
    const [i, f, g, o] = tf.split(gateSteps[t]!, 4, 1) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const squashed = tf.tanh(cellSteps[t]!);
    const dh = tf.add(fromHidden[t]!, later);
    const through = tf.mul(tf.mul(dh, o), tf.sub(1, tf.square(squashed)));
    const dc = tf.add(tf.add(dcell, fromCells[t]!), through);
    const parts = [
      tf.mul(tf.mul(dc, g), slope(i)),
      tf.mul(tf.mul(dc, t === 0 ? cell! : cellSteps[t - 1]!), slope(f)),
      tf.mul(tf.mul(dc, i), tf.sub(1, tf.square(g))),
      tf.mul(tf.mul(dh, squashed), slope(o)),
    ];
    dsums[t] = tf.concat(parts, 1);
    later = tf.matMul(dsums[t]!, kernel!, false, true);
    dcell = tf.mul(dc, f);
  }
  return [tf.stack(dsums), later, dcell, tf.stack(before)];
}
