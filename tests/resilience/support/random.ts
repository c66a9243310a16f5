/** Returns numbers of at least 0 and less than 1. */
export type Random = () => number;

/** Makes random numbers that are the same for the same seed (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A random time until the next of independent events, such as requests, with this mean. */
export function exponential(random: Random, mean: number): number {
  return -mean * Math.log(1 - random());
}

/** Picks one of the entries by weight. */
export function pick<Item>(
  random: Random,
  weighted: readonly (readonly [item: Item, weight: number])[],
): Item {
  let rest = random() * weighted.reduce((total, [, weight]) => total + weight, 0);
  for (const [item, weight] of weighted) {
    rest -= weight;
    if (rest < 0) {
      return item;
    }
  }
  throw new Error("there is nothing to pick from");
}
