import type { Random } from '@thaw/backend';

/**
 * As many rows as there are, every class equally often, in random order.
 *
 * Class by class, rows are taken from permutations of the class, one after another: so that before any row of it comes again, all
 * have come. What does not divide goes to classes drawn at random.
 *
 * @param classes the class of every row.
 */
export function balancedRows(classes: readonly string[], random: Random): Int32Array {
  const members = new Map<string, number[]>();
  for (const [row, name] of classes.entries()) {
    if (!members.has(name)) members.set(name, []);
    members.get(name)!.push(row);
  }
  const groups = [...members.values()];
  const order = random.permutation(groups.length);
  const rows = new Int32Array(classes.length);
  let place = 0;
  for (const [i, group] of order.entries()) {
    const end = Math.floor(((i + 1) * classes.length) / groups.length);
    const wanted = end - place;
    for (let taken = 0; taken < wanted;) {
      for (const member of random.permutation(groups[group]!.length)) {
        if (taken === wanted) break;
        rows[place + taken++] = groups[group]![member]!;
      }
    }
    place = end;
  }
  return random.permutation(rows.length).map((position) => rows[position]!);
}
