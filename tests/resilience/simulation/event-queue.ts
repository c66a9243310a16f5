/** Something that happens at a time, in milliseconds. */
export interface Event {
  readonly time: number;
  readonly run: () => void;
}

/** Events in the order of their times; those of the same time in the order in which they were added. */
export interface EventQueue {
  readonly add: (event: Event) => void;
  /** Removes the next event up to a time, or returns undefined if there is none. */
  readonly next: (end: number) => Event | undefined;
}

interface Entry extends Event {
  readonly order: number;
}

/** Makes an empty queue: a binary heap. */
export function createEventQueue(): EventQueue {
  const heap: Entry[] = [];
  let added = 0;

  const isBefore = (a: Entry, b: Entry): boolean =>
    a.time < b.time || (a.time === b.time && a.order < b.order);

  function add({ time, run }: Event): void {
    const entry = { time, run, order: added++ };
    let at = heap.length;
    while (at > 0) {
      const parent = heap[(at - 1) >> 1] as Entry;
      if (!isBefore(entry, parent)) {
        break;
      }
      heap[at] = parent;
      at = (at - 1) >> 1;
    }
    heap[at] = entry;
  }

  function next(end: number): Event | undefined {
    const first = heap[0];
    if (first === undefined || first.time > end) {
      return undefined;
    }
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) {
      sink(last);
    }
    return first;
  }

  /** Places an entry from the root downwards. */
  function sink(entry: Entry): void {
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Entry, heap[child] as Entry)) {
        child++;
      }
      const below = heap[child];
      if (below === undefined || isBefore(entry, below)) {
        heap[at] = entry;
        return;
      }
      heap[at] = below;
      at = child;
    }
  }

  return { add, next };
}
