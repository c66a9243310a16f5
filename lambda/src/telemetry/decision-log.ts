import { explanationOf, type Failure, type Outcome, outcomeOf } from "../failure.js";

/** What a refusal's log line says beside the reason. Nothing of it comes from the token. */
export interface RefusalContext {
  /** `arn:…:API/STAGE` of the request. */
  readonly stageArn?: string | undefined;
  /** API Gateway's id of the request, where the event shows one. */
  readonly requestId?: string | undefined;
  /** The key of the issuer in the configuration, once the token's `iss` has chosen one. */
  readonly trustedIssuer?: string | undefined;
  /** What the caller sees, where it isn't what the failure alone says. */
  readonly outcome?: Outcome;
  /** The indexes of the rules that the token satisfies, where they decided. */
  readonly satisfiedRules?: readonly number[];
}

/** Tells the operator what the caller isn't told. */
export interface DecisionLog {
  readonly refused: (refusal: Failure, context: RefusalContext) => void;
  readonly fetchFailed: (trustedIssuer: string, reason: string) => void;
  readonly keysSkipped: (trustedIssuer: string, reasons: readonly string[]) => void;
}

/**
 * Writes one JSON line for each refusal and each failed fetch of keys. No token, claim, key id or URL is ever in
 * it, so that the log can be read by people who may not act as the caller.
 *
 * @param write takes a line that ends with a line feed
 */
export function createDecisionLog(write: (line: string) => void): DecisionLog {
  const log = (entry: Record<string, unknown>): void => write(`${JSON.stringify(entry)}\n`);
  return {
    refused: ({ failure, detail }, context) => {
      const { outcome = outcomeOf(failure) } = context;
      log({
        level: outcome === "internal" ? "ERROR" : "WARN",
        message: "request refused",
        outcome,
        reason: failure,
        explanation: explanationOf(failure),
        detail,
        trusted_issuer: context.trustedIssuer,
        stage_arn: context.stageArn,
        request_id: context.requestId,
        satisfied_rules: context.satisfiedRules,
      });
    },
    fetchFailed: (trustedIssuer, reason) => {
      log({ level: "ERROR", message: "fetch of keys failed", trusted_issuer: trustedIssuer, reason });
    },
    keysSkipped: (trustedIssuer, reasons) => {
      const counts: Record<string, number> = {};
      for (const reason of reasons) {
        counts[reason] = (counts[reason] ?? 0) + 1;
      }
      log({ level: "WARN", message: "keys skipped", trusted_issuer: trustedIssuer, reasons: counts });
    },
  };
}
