import { type Check, checkAtMost, checkNone, count, markdownTable } from "../support/checks.ts";
import { type Decision, isWrong, type Outcome } from "./record.ts";
import { type PhaseResult, type RunResult, TTL_SECONDS } from "./run.ts";

const OUTCOMES: readonly Outcome[] = ["allowed", "401", "500"];
const HEAD = [
  "minutes",
  "provider",
  "must be accepted",
  "accepted",
  "may be either",
  "accepted",
  "must be refused",
  "accepted",
  "401",
  "500",
  "connections",
  "failed fetches in the log",
];

/** The timeline: one line for each phase. */
export function timeline({ decisions, phases }: RunResult): string {
  return markdownTable(
    HEAD,
    phases.map((result, index) =>
      rowOf(
        result,
        decisions.filter(({ phase }) => phase === index),
      ),
    ),
  );
}

function rowOf(
  { phase, from, to, connections, reasons }: PhaseResult,
  decisions: readonly Decision[],
): readonly string[] {
  const number = (expectation: Decision["expectation"], outcome?: Outcome): string =>
    count(
      decisions.filter(
        (decision) =>
          decision.expectation === expectation && (outcome ?? decision.outcome) === decision.outcome,
      ).length,
    );
  return [
    `${Math.round(from)} to ${Math.round(to)}`,
    phase.title,
    number("allow"),
    number("allow", "allowed"),
    number("either"),
    number("either", "allowed"),
    number("refuse"),
    ...OUTCOMES.map((outcome) => number("refuse", outcome)),
    count(connections),
    reasons.join(", "),
  ];
}

/** What the run must show. */
export function checksOf({ decisions, phases }: RunResult): readonly Check[] {
  const none = (
    title: string,
    of: (decision: Decision) => boolean,
    wrong: (outcome: Outcome) => boolean,
  ): Check => {
    const chosen = decisions.filter(of);
    return checkNone(title, chosen.filter(({ outcome }) => wrong(outcome)).length, chosen.length);
  };
  const isAccepted = (outcome: Outcome): boolean => outcome === "allowed";
  const isRefused = (outcome: Outcome): boolean => outcome !== "allowed";
  const accepted = (title: string, of: (decision: Decision) => boolean): Check =>
    none(title, (decision) => decision.expectation === "refuse" && of(decision), isAccepted);
  return [
    none(
      "valid tokens refused within the stale bound",
      ({ expectation, isSeeded }) => expectation === "allow" && !isSeeded,
      isRefused,
    ),
    none(
      "valid tokens refused by an instance with seed keys that starts while the provider is down",
      ({ expectation, isSeeded }) => expectation === "allow" && isSeeded,
      isRefused,
    ),
    accepted("invalid tokens accepted", () => true),
    accepted(
      "… of them, signed by an impostor at the provider's address",
      ({ kind }) => kind === "impostor's key",
    ),
    accepted(
      "… signed by another trusted issuer in the provider's name, or the reverse",
      ({ kind }) => kind === "other issuer's key",
    ),
    accepted(
      "… signed by an untrusted provider, also after the endpoint has published its keys",
      ({ kind }) => kind === "untrusted provider's key",
    ),
    accepted(
      "… signed by a withdrawn key, after the documented bound",
      ({ withdrawnFor }) => withdrawnFor !== undefined,
    ),
    accepted(
      "… while the provider is down, after the stale bound or with a key that it has never published",
      ({ isInvalid, phase }) => !isInvalid && phases[phase]?.phase.provider === "refuses",
    ),
    none(
      "invalid tokens answered with 500 although the provider is sound",
      ({ expectation, isSettled }) => expectation === "refuse" && isSettled,
      (outcome) => outcome === "500",
    ),
    checkAtMost(
      `longest time for which a withdrawn key verified while the provider answered, at most the TTL of ${TTL_SECONDS} s`,
      longestWithdrawn(decisions, phases),
      TTL_SECONDS,
      "s",
    ),
  ];
}

/** In seconds. */
function longestWithdrawn(decisions: readonly Decision[], phases: readonly PhaseResult[]): number {
  const accepted = decisions.filter(
    ({ outcome, phase }) =>
      outcome === "allowed" && ["sound", "foreign"].includes(phases[phase]?.phase.provider ?? ""),
  );
  return Math.max(0, ...accepted.map(({ withdrawnFor = 0 }) => withdrawnFor)) / 1000;
}

/** The first wrong decisions, for whoever has to find out why. */
export function wrongDecisions({ decisions, phases }: RunResult): readonly string[] {
  return decisions
    .filter(isWrong)
    .slice(0, 20)
    .map(
      ({ minute, phase, kind, expectation, outcome, isSeeded }) =>
        `minute ${minute.toFixed(2)} (${phases[phase]?.phase.title}), ${kind}${isSeeded ? ", seed keys" : ""}: must be ${expectation}, was ${outcome}`,
    );
}
