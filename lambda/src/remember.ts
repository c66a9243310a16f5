/**
 * Adds an entry to a map of what is known, and empties the map before if it is full. So what a client makes up cannot fill
 * the memory, and no order has to be kept.
 *
 * @param max number of entries
 */
export function remember<Key, Value>(known: Map<Key, Value>, max: number, key: Key, value: Value): void {
  if (known.size === max) {
    known.clear();
  }
  known.set(key, value);
}
