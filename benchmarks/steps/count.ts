/** '1 thread', '2 threads': as the names of figures have it. */
export function count(threads: number): string {
  return threads === 1 ? '1 thread' : `${threads} threads`;
}
