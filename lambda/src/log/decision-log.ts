import type { ClaimReference } from "../claim-reference.js";
import { explanationOf, type Failure, type Outcome, outcomeOf } from "../failure.js";
import type { JsonObject } from "../json.js";
import type { RequestId } from "../request-id.js";
import type { DecisionFacts, RefusalFacts } from "./decision-facts.js";
import { createEmbeddedMetrics } from "./embedded-metrics.js";
import { createLineTime } from "./line-time.js";
import { createClaimsMember } from "./logged-claims.js";
import { createRefusalCap, type HeldBack } from "./refusal-cap.js";
import { requestMembers } from "./request-members.js";
import type { Clocks } from "./second.js";
import { createTally } from "./tally.js";

/** What the log holds in addition to refusals and problems with keys. */
export interface LogSettings {
  /** How allowed requests are logged; undefined if they are not. */
  readonly logAllowed:
    | {
        /** How many of 100 are logged. */
        readonly samplePercent: number;
        /** The claims that are logged with them. */
        readonly claims: readonly ClaimReference[];
      }
    | undefined;
  /** Where CloudWatch puts the metrics that it takes from the lines; undefined for lines without metrics. */
  readonly metricsNamespace: string | undefined;
}

/** What the log needs from outside. */
export interface DecisionLogDependencies extends Clocks {
  /** Writes a line, which ends with a line feed. */
  readonly write: (line: string) => void;
  /** At least 0, less than 1. */
  readonly random: () => number;
  /** The name of the Lambda function, which each line has and its metrics have as a dimension. */
  readonly functionName: string;
}

/** Tells the operator what the caller must not know. */
export interface DecisionLog {
  /**
   * @param claims the token's claims. Those that the configuration names are logged, and nothing else of them.
   * @param facts called only if a line is written: most requests are allowed, and by default they have none
   */
  readonly allowed: (trustedIssuer: string, claims: JsonObject, facts: () => DecisionFacts) => void;
  readonly refused: (refusal: Failure, facts: RefusalFacts) => void;
  readonly fetchFailed: (trustedIssuer: string, reason: string) => void;
  readonly fetchSucceeded: (trustedIssuer: string) => void;
  /** An unknown key id, or a signature that no secret verifies, did not cause a fetch because the last one was too recent. */
  readonly refetchSuppressed: (trustedIssuer: string) => void;
  /** @param skipped each with whether the key could have verified tokens: the line is a warning if one of them could */
  readonly keysSkipped: (
    trustedIssuer: string,
    skipped: readonly { readonly reason: string; readonly isLoss: boolean }[],
  ) => void;
  readonly secretSuspected: (trustedIssuer: string, reason: string) => void;
  /** The table of `revocation` could not be read. At most once a second. */
  readonly revocationsNotRead: (reason: string) => void;
  /** Writes what was held back, if the time for it has come. Every decision does so by itself. */
  readonly writeHeldBack: () => void;
}

/** The version of the lines' format, which docs/log.schema.json describes. */
const SCHEMA_VERSION = 1;
const ALLOWED = `"level":"INFO","message":"request allowed","outcome":"allowed"`;

/**
 * Makes the log: one JSON line for each refusal, failed fetch of keys, and key set with unusable keys. With the
 * settings, also for each allowed request and each fetch. No token, claim, key id or URL is ever in it, because people
 * read the log who may not act as the caller; the only exception are the claims that the configuration names.
 *
 * @param lambdaRequestId Lambda's id of the running invocation, for lines that are not about a request
 */
export function createDecisionLog(
  { logAllowed, metricsNamespace }: LogSettings,
  dependencies: DecisionLogDependencies,
  lambdaRequestId: () => RequestId | undefined = () => undefined,
): DecisionLog {
  const { write, now, random, functionName } = dependencies;
  const time = createLineTime(now);
  const metrics =
    metricsNamespace === undefined
      ? undefined
      : createEmbeddedMetrics(metricsNamespace, time.epochMilliseconds);
  const claimsMember = createClaimsMember(logAllowed?.claims ?? []);
  const refusalCap = createRefusalCap(dependencies);
  const suppressedRefetches = createTally(dependencies);

  // Several functions can share a log group.
  const functionMember = `"function_name":${JSON.stringify(functionName)}`;
  /** Per issuer of the configuration. */
  const issuerMembers = new Map<string, string>();
  function issuerMember(trustedIssuer: string): string {
    const known = issuerMembers.get(trustedIssuer);
    const member = known ?? `,"trusted_issuer":${JSON.stringify(trustedIssuer)}`;
    if (known === undefined) {
      issuerMembers.set(trustedIssuer, member);
    }
    return member;
  }
  /** @param members as JSON, without the braces */
  const writeLine = (members: string): void => {
    // Lambda's filter by level takes a line without a time for INFO.
    write(`{"schema_version":${SCHEMA_VERSION},"timestamp":"${time.iso()}",${functionMember},${members}}\n`);
  };
  /** @param members more members as JSON, each after a comma */
  const log = (entry: Record<string, unknown>, members = ""): void =>
    writeLine(JSON.stringify(entry).slice(1, -1) + members);

  function allowed(trustedIssuer: string, claims: JsonObject, facts: () => DecisionFacts): void {
    writeHeldBack();
    const isSampled = logAllowed !== undefined && random() * 100 < logAllowed.samplePercent;
    if (!isSampled && metrics === undefined) {
      return;
    }
    const known = facts();
    const namedClaims = isSampled ? claimsMember(claims) : "";
    writeLine(
      ALLOWED +
        issuerMember(trustedIssuer) +
        requestMembers(known) +
        namedClaims +
        (metrics?.ofAllowed(known) ?? ""),
    );
  }

  function refused(refusal: Failure, facts: RefusalFacts): void {
    writeHeldBack();
    const { outcome = outcomeOf(refusal.failure) } = facts;
    if (!refusalCap.admits(outcome, refusal.failure, facts)) {
      return;
    }
    const entry = {
      ...refusalMembers("request refused", outcome, refusal.failure),
      detail: refusal.detail,
      hint: refusal.hint,
      trusted_issuer: refusal.trustedIssuer,
      satisfied_rules: facts.satisfiedRules,
    };
    log(entry, requestMembers(facts) + (metrics?.ofRefusal(facts) ?? ""));
  }

  function writeHeldBack(): void {
    for (const heldBack of refusalCap.takeDue()) {
      logHeldBack(heldBack);
    }
    for (const [trustedIssuer, count] of suppressedRefetches.takeDue()) {
      logOfKeys(
        "INFO",
        "refetches suppressed",
        trustedIssuer,
        { count },
        metrics?.ofSuppressedRefetches(count),
      );
    }
  }

  function logHeldBack(heldBack: HeldBack): void {
    const { outcome, reason, count } = heldBack;
    log(
      { ...refusalMembers("requests refused", outcome, reason), count },
      metrics?.ofHeldBackRefusals(heldBack),
    );
  }

  function logOfKeys(
    level: "ERROR" | "WARN" | "INFO",
    message: string,
    trustedIssuer: string,
    others: Readonly<Record<string, unknown>>,
    lineMetrics?: string,
  ): void {
    const ids = { trusted_issuer: trustedIssuer, lambda_request_id: lambdaRequestId() };
    log({ level, message, ...others, ...ids }, lineMetrics);
  }

  return {
    allowed,
    refused,
    fetchFailed: (trustedIssuer, reason) =>
      logOfKeys("ERROR", "fetch of keys failed", trustedIssuer, { reason }, metrics?.ofKeyFetch(true)),
    fetchSucceeded: (trustedIssuer) => {
      if (metrics !== undefined) {
        logOfKeys("INFO", "keys fetched", trustedIssuer, {}, metrics.ofKeyFetch(false));
      }
    },
    refetchSuppressed: (trustedIssuer) => {
      if (metrics !== undefined) {
        suppressedRefetches.count(trustedIssuer);
      }
    },
    keysSkipped: (trustedIssuer, skipped) => {
      const level = skipped.some(({ isLoss }) => isLoss) ? "WARN" : "INFO";
      logOfKeys(level, "keys skipped", trustedIssuer, { reasons: countReasons(skipped) });
    },
    secretSuspected: (trustedIssuer, reason) =>
      logOfKeys("WARN", "secret may be wrong", trustedIssuer, { reason }),
    revocationsNotRead: (reason) =>
      log({
        level: "WARN",
        message: "revocations not read",
        reason,
        lambda_request_id: lambdaRequestId(),
      }),
    writeHeldBack,
  };
}

function refusalMembers(message: string, outcome: Outcome, reason: Failure["failure"]) {
  const level = outcome === "internal" ? "ERROR" : "WARN";
  return { level, message, outcome, reason, explanation: explanationOf(reason) };
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
