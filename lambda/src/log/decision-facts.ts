import type { Method } from "../config/contract.js";
import type { Outcome } from "../failure.js";
import type { RequestId } from "../request-id.js";

/** How old the fetched keys are that verified a token. */
export interface KeyAge {
  /** Seconds since the fetch began. */
  readonly seconds: number;
  /** Whether their TTL is over. */
  readonly isStale: boolean;
}

/** What a decision's line holds in addition to the decision itself. Nothing of it comes from the token. */
export interface DecisionFacts {
  /** `arn:…:API/STAGE` of the request. */
  readonly stageArn?: string | undefined;
  readonly method?: Method | undefined;
  /** API Gateway's id of the request, where the event shows one. */
  readonly requestId?: RequestId | undefined;
  /** Lambda's id of the invocation that received the request. */
  readonly lambdaRequestId?: RequestId | undefined;
  /** How long the function took to decide, in microseconds. */
  readonly durationMicroseconds: number;
  /** Whether the token was verified before, and only its times were checked again. Undefined if no token was read. */
  readonly isTokenCached?: boolean | undefined;
  /** Undefined if no fetched keys verified the token. */
  readonly keyAge?: KeyAge | undefined;
}

/** The same for a request that is refused. */
export interface RefusalFacts extends DecisionFacts {
  /** What the caller sees, if it differs from the outcome of the failure. */
  readonly outcome?: Outcome | undefined;
  /** The indexes of the rules that the token satisfies, if rules decided. */
  readonly satisfiedRules?: readonly number[] | undefined;
}
