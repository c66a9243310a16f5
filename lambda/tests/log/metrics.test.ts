import { expect, test } from "vitest";
import { failure } from "../../src/failure.ts";
import type { DecisionLog } from "../../src/log/decision-log.ts";
import { createClock } from "../support/clock.ts";
import { schemaFaultsOf } from "../support/log-schema.ts";
import { createTestLog } from "../support/test-log.ts";
import { NOW_SECONDS } from "../support/tokens.ts";

const FACTS = { durationMicroseconds: 30, isTokenCached: true, keyAge: { seconds: 700, isStale: true } };
const ALLOWED = {
  ...FACTS,
  stageArn: "arn:aws:execute-api:eu-central-1:123456789012:a1/prod",
};

/** What CloudWatch takes from one line: each metric with a list of dimensions, and its value. */
function metricsIn(line: string): Readonly<Record<string, number>> {
  const entry = JSON.parse(line);
  const found: Record<string, number> = {};
  for (const { Namespace, Dimensions, Metrics } of entry._aws.CloudWatchMetrics) {
    expect(Namespace).toBe("Auth/Orders");
    for (const names of Dimensions) {
      const dimensions = names.map((name: string) => `${name}=${entry[name]}`).join(" ");
      for (const { Name, Unit } of Metrics) {
        found[`${Name} ${Unit} ${dimensions}`] = entry[Name];
      }
    }
  }
  return found;
}

/** The metrics of the lines that a log with metrics writes, two seconds after everything. */
function metricsOf(use: (log: DecisionLog) => void): readonly Readonly<Record<string, number>>[] {
  const lines: string[] = [];
  const clock = createClock();
  const log = createTestLog((line) => void lines.push(line), {
    now: clock.now,
    metricsNamespace: "Auth/Orders",
  });
  use(log);
  clock.advanceSeconds(2);
  log.writeHeldBack();
  expect(schemaFaultsOf(lines)).toEqual([]);
  expect(lines.every((line) => JSON.parse(line)._aws.Timestamp - NOW_SECONDS * 1000 <= 2000)).toBe(true);
  return lines.map(metricsIn);
}

test("an allowed request counts by outcome, with its duration and where its token and keys came from", () => {
  expect(metricsOf((log) => log.allowed("default", { sub: "alice" }, () => ALLOWED))).toEqual([
    {
      "Decisions Count function_name=orders outcome=allowed": 1,
      "Duration Microseconds function_name=orders": 30,
      "TokenCacheHits Count function_name=orders": 1,
      "StaleKeys Count function_name=orders": 1,
    },
  ]);
});

test("a refusal counts by outcome and by reason", () => {
  expect(
    metricsOf((log) =>
      log.refused(failure("token_expired"), { durationMicroseconds: 9, outcome: "forbidden" }),
    ),
  ).toEqual([
    {
      "Decisions Count function_name=orders outcome=forbidden": 1,
      "Decisions Count function_name=orders reason=token_expired": 1,
      "Duration Microseconds function_name=orders": 9,
      "TokenCacheHits Count function_name=orders": 0,
      "StaleKeys Count function_name=orders": 0,
    },
  ]);
});

test("refusals over the cap count exactly, without a duration", () => {
  const metrics = metricsOf((log) => {
    for (let time = 0; time < 1234; time++) {
      log.refused(failure("rule_denies"), FACTS);
    }
  });
  expect(metrics).toHaveLength(11);
  expect(metrics[10]).toEqual({
    "Decisions Count function_name=orders outcome=forbidden": 1224,
    "Decisions Count function_name=orders reason=rule_denies": 1224,
    "TokenCacheHits Count function_name=orders": 1224,
    "StaleKeys Count function_name=orders": 1224,
  });
});

test("fetches count by result, in total and by issuer", () => {
  const fetches = (issuer: string, failures: number) => ({
    "KeyFetches Count function_name=orders": 1,
    "KeyFetchFailures Count function_name=orders": failures,
    [`KeyFetches Count function_name=orders trusted_issuer=${issuer}`]: 1,
    [`KeyFetchFailures Count function_name=orders trusted_issuer=${issuer}`]: failures,
  });
  expect(
    metricsOf((log) => {
      log.fetchSucceeded("staff");
      log.fetchFailed("partner", "status 500");
    }),
  ).toEqual([fetches("staff", 0), fetches("partner", 1)]);
});

test("suppressed refetches become one line a second for each issuer", () => {
  expect(
    metricsOf((log) => {
      for (let time = 0; time < 300; time++) {
        log.refetchSuppressed(time % 3 === 0 ? "staff" : "partner");
      }
    }),
  ).toEqual([
    { "SuppressedRefetches Count function_name=orders": 100 },
    { "SuppressedRefetches Count function_name=orders": 200 },
  ]);
});
