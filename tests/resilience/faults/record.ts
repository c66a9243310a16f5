import type { Expectation } from "./oracle.ts";
import type { TokenKind } from "./tokens.ts";

/** What the caller gets: the backend's answer, 401 or 500. A 403 does not occur, because the run has no rules. */
export type Outcome = "allowed" | "401" | "500";

/** One decision, and what it must be. */
export interface Decision {
  /** Since the start of the run. */
  readonly minute: number;
  readonly phase: number;
  readonly kind: TokenKind;
  readonly expectation: Expectation;
  readonly outcome: Outcome;
  /** Whether the provider has been sound for so long that no refusal can be a 500. */
  readonly isSettled: boolean;
  /** Whether the instance has seed keys. */
  readonly isSeeded: boolean;
  /** Whether the token may never be accepted, whatever the state of the keys. */
  readonly isInvalid: boolean;
  /** Milliseconds since the provider withdrew the token's key; undefined if it has not. */
  readonly withdrawnFor: number | undefined;
}

/** Whether the function decided otherwise than it must. */
export function isWrong({ expectation, outcome, isSettled }: Decision): boolean {
  switch (expectation) {
    case "allow":
      return outcome !== "allowed";
    case "refuse":
      return outcome === "allowed" || (isSettled && outcome === "500");
    case "either":
      return false;
  }
}
