import type { FailureCode, Outcome } from "../failure.js";
import type { DecisionFacts } from "./decision-facts.js";
import { type Clocks, createSecond } from "./second.js";

/** Refusals of one second that have no line of their own. */
export interface HeldBack {
  readonly outcome: Outcome;
  readonly reason: FailureCode;
  readonly count: number;
  /** How many of them were about a token from the cache. */
  readonly tokenCacheHits: number;
  /** How many of them used keys whose TTL was over. */
  readonly staleKeys: number;
}

/** Limits the lines about refusals. What is over the limit is counted. */
export interface RefusalCap {
  /** @returns false if the refusal was counted instead, because its second has enough lines */
  readonly admits: (
    outcome: Outcome,
    reason: FailureCode,
    facts: Pick<DecisionFacts, "isTokenCached" | "keyAge">,
  ) => boolean;
  /** @returns what was counted in the last second, once it is over, and forgets it. To be called before `admits`. */
  readonly takeDue: () => readonly HeldBack[];
}

/** For each of the two: refusals with the outcome `internal`, and all others. */
const LINES_PER_SECOND = 10;

/**
 * Makes the cap. Refusals that the operator has to fix have a limit of their own, so that a flood of bad tokens cannot
 * hide them. It remembers three numbers for each outcome and reason.
 */
export function createRefusalCap(clocks: Clocks): RefusalCap {
  const second = createSecond(clocks);
  let lines = { internal: 0, others: 0 };
  let held = new Map<string, HeldBack>();

  return {
    admits: (outcome, reason, { isTokenCached, keyAge }) => {
      if (second.isOver()) {
        second.begin();
        lines = { internal: 0, others: 0 };
      }
      const kind = outcome === "internal" ? "internal" : "others";
      if (lines[kind] < LINES_PER_SECOND) {
        lines[kind]++;
        return true;
      }
      const name = `${outcome} ${reason}`;
      const { count = 0, tokenCacheHits = 0, staleKeys = 0 } = held.get(name) ?? {};
      held.set(name, {
        outcome,
        reason,
        count: count + 1,
        tokenCacheHits: tokenCacheHits + (isTokenCached === true ? 1 : 0),
        staleKeys: staleKeys + (keyAge?.isStale === true ? 1 : 0),
      });
      return false;
    },
    takeDue: () => {
      if (held.size === 0 || !second.isOver()) {
        return NOTHING;
      }
      const due = [...held.values()];
      held = new Map();
      return due;
    },
  };
}

const NOTHING: readonly never[] = [];
