import { type Clocks, createSecond } from "./second.js";

/** Counts by name, so that many events in a second become one line for each name. */
export interface Tally {
  readonly count: (name: string) => void;
  /** @returns each name with its count, if a second has passed since the first event, and forgets them */
  readonly takeDue: () => readonly (readonly [name: string, count: number])[];
}

/** Makes a tally. */
export function createTally(clocks: Clocks): Tally {
  const second = createSecond(clocks);
  const counts = new Map<string, number>();
  return {
    count: (name) => {
      if (counts.size === 0) {
        second.begin();
      }
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
    takeDue: () => {
      if (counts.size === 0 || !second.isOver()) {
        return NOTHING;
      }
      const due = [...counts];
      counts.clear();
      return due;
    },
  };
}

const NOTHING: readonly never[] = [];
