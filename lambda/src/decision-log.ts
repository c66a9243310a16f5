import { explanationOf, type Failure, type Outcome, outcomeOf } from "./failure.js";

/** What a refusal's log line holds in addition to the reason. Nothing of it comes from the token. */
export interface RefusalContext {
  /** `arn:…:API/STAGE` of the request. */
  readonly stageArn?: string | undefined;
  /** API Gateway's id of the request, where the event shows one. */
  readonly requestId?: string | undefined;
  /** Lambda's id of the invocation that received the request. */
  readonly lambdaRequestId?: string | undefined;
  /** What the caller sees, if it differs from the outcome of the failure. */
  readonly outcome?: Outcome;
  /** The indexes of the rules that the token satisfies, if rules decided. */
  readonly satisfiedRules?: readonly number[];
}

/** Tells the operator what the caller must not know. */
export interface DecisionLog {
  readonly refused: (refusal: Failure, context: RefusalContext) => void;
  readonly fetchFailed: (trustedIssuer: string, reason: string) => void;
  /** @param skipped each with whether the key could have verified tokens: the line is a warning if one of them could */
  readonly keysSkipped: (
    trustedIssuer: string,
    skipped: readonly { readonly reason: string; readonly isLoss: boolean }[],
  ) => void;
  readonly secretSuspected: (trustedIssuer: string, reason: string) => void;
}

/**
 * Makes the log: one JSON line for each refusal, failed fetch of keys, and key set with unusable keys. No token, claim,
 * key id or URL is ever in it, because people read the log who may not act as the caller.
 *
 * @param write writes a line, which ends with a line feed
 * @param lambdaRequestId Lambda's id of the running invocation, for lines that are not about a request
 */
export function createDecisionLog(
  write: (line: string) => void,
  lambdaRequestId: () => string | undefined = () => undefined,
): DecisionLog {
  const log = (entry: Record<string, unknown>): void => write(`${JSON.stringify(entry)}\n`);
  const logOfKeys = (
    level: "ERROR" | "WARN" | "INFO",
    message: string,
    trustedIssuer: string,
    reasons: { readonly reason: string } | { readonly reasons: Readonly<Record<string, number>> },
  ): void =>
    log({ level, message, trusted_issuer: trustedIssuer, ...reasons, lambda_request_id: lambdaRequestId() });
  return {
    refused: ({ failure, detail, hint, trustedIssuer }, context) => {
      const { outcome = outcomeOf(failure) } = context;
      log({
        level: outcome === "internal" ? "ERROR" : "WARN",
        message: "request refused",
        outcome,
        reason: failure,
        explanation: explanationOf(failure),
        detail,
        hint,
        trusted_issuer: trustedIssuer,
        stage_arn: context.stageArn,
        request_id: context.requestId,
        lambda_request_id: context.lambdaRequestId,
        satisfied_rules: context.satisfiedRules,
      });
    },
    fetchFailed: (trustedIssuer, reason) =>
      logOfKeys("ERROR", "fetch of keys failed", trustedIssuer, { reason }),
    keysSkipped: (trustedIssuer, skipped) => {
      const level = skipped.some(({ isLoss }) => isLoss) ? "WARN" : "INFO";
      logOfKeys(level, "keys skipped", trustedIssuer, { reasons: countReasons(skipped) });
    },
    secretSuspected: (trustedIssuer, reason) =>
      logOfKeys("WARN", "secret may be wrong", trustedIssuer, { reason }),
  };
}

/** @returns the number of keys for each reason why keys are left out */
export function countReasons(
  skipped: readonly { readonly reason: string }[],
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { reason } of skipped) {
    counts[reason] = (counts[reason] ?? 0) + 1;
  }
  return counts;
}
