import { tf } from '../../tfjs.ts';
import { output, type Rule, same } from './rule.ts';

const matmul: Rule = ({ a, b }, { transposeA, transposeB }) => {
  const batch = tf.broadcast_util.assertAndGetBroadcastShape(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
  const rows = a!.shape.at(transposeA === true ? -1 : -2)!;
  const columns = b!.shape.at(transposeB === true ? -2 : -1)!;
  return output([...batch, rows, columns]);
};

/** Each letter stands for an axis; those behind the arrow are those of the output. */
const einsum: Rule = (inputs, { equation }) => {
  const [given, made] = String(equation).replaceAll(' ', '').split('->') as [string, string];
  const parts = Object.values(inputs);
  const lengths = new Map(
    given.split(',').flatMap((letters, i) => [...letters].map((letter, j) => [letter, parts[i]!.shape[j]!])),
  );
  return output(
    [...made].map((letter) => lengths.get(letter)!),
    parts[0]!.dtype,
  );
};

/** Kernels that multiply and add up. */
export const productRules: Readonly<Record<string, Rule>> = {
  ...same('BatchMatMul _FusedMatMul', matmul),
  Einsum: einsum,
};
