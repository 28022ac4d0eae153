/** tf.layers counts on where a name is taken: a model that is loaded beside the one that was saved has dense/kernel_1. */
export function uncounted(key: string): string {
  return key.includes('/') ? key.replace(/_\d+$/, '') : key;
}

/** The first of some names, and how many more there are. */
export function some(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
}
