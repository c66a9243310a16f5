import { expect } from "vitest";

/** Errors that nothing caught, which would end a Lambda process. */
export interface Accidents {
  /** Waits for pending socket and promise events, and fails if one of them was an uncaught error. */
  readonly expectNone: () => Promise<void>;
}

/** Starts to collect unhandled rejections and uncaught exceptions. */
export function watchForAccidents(): Accidents {
  const accidents: unknown[] = [];
  const note = (accident: unknown): void => void accidents.push(accident);
  process.on("unhandledRejection", note);
  process.on("uncaughtException", note);
  return {
    expectNone: async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      process.off("unhandledRejection", note);
      process.off("uncaughtException", note);
      expect(accidents).toEqual([]);
    },
  };
}
