import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { repositoryPath } from "../../build/archives.ts";
import { explanationOf, FAILURE_CODES, failure, outcomeOf } from "../../src/failure.ts";
import type { DecisionLog } from "../../src/log/decision-log.ts";
import { requestIdIn } from "../../src/request-id.ts";
import { schemaFaultsOf } from "../support/log-schema.ts";
import { createTestLog } from "../support/test-log.ts";

const FACTS = {
  stageArn: "arn:aws:execute-api:eu-central-1:123456789012:a1/prod",
  requestId: requestIdIn("id"),
  durationMicroseconds: 12,
};

/** The lines that a log writes. */
function linesOf(use: (log: DecisionLog) => void): readonly string[] {
  const lines: string[] = [];
  use(createTestLog((line) => void lines.push(line)));
  return lines;
}

describe("the decision log", () => {
  test.each(FAILURE_CODES)("writes one line of JSON for %s", (code) => {
    const lines = linesOf((log) =>
      log.refused({ ...failure(code, "claim"), trustedIssuer: "default" }, FACTS),
    );
    const [line, ...others] = lines;
    expect(others).toEqual([]);
    expect(line?.endsWith("\n")).toBe(true);
    expect(schemaFaultsOf(lines)).toEqual([]);
    expect(JSON.parse(line ?? "")).toEqual({
      schema_version: 1,
      timestamp: "2027-01-15T08:00:00.000Z",
      function_name: "orders",
      level: outcomeOf(code) === "internal" ? "ERROR" : "WARN",
      message: "request refused",
      outcome: outcomeOf(code),
      reason: code,
      explanation: explanationOf(code),
      detail: "claim",
      trusted_issuer: "default",
      api_id: "a1",
      stage: "prod",
      stage_arn: FACTS.stageArn,
      request_id: "id",
      duration_microseconds: 12,
      count: 1,
    });
  });

  test("omits unknown values", () => {
    const unknown = { stageArn: undefined, requestId: undefined, durationMicroseconds: 0 };
    const lines = linesOf((log) => log.refused(failure("event_unrecognized"), unknown));
    expect(schemaFaultsOf(lines)).toEqual([]);
    expect(Object.keys(JSON.parse(lines[0] ?? ""))).toEqual([
      ...[
        "schema_version",
        "timestamp",
        "function_name",
        "level",
        "message",
        "outcome",
        "reason",
        "explanation",
      ],
      ...["duration_microseconds", "count"],
    ]);
  });

  test("warns of keys that are left out only if one of them may be needed", () => {
    const encryption = { reason: "use or key_ops is not for verifying signatures", isLoss: false };
    const weak = { reason: "RSA exponent 1 or even", isLoss: true };
    const lines = linesOf((log) => {
      log.keysSkipped("default", [encryption, encryption]);
      log.keysSkipped("default", [encryption, weak]);
    });
    const ofKeys = {
      schema_version: 1,
      timestamp: "2027-01-15T08:00:00.000Z",
      function_name: "orders",
      message: "keys skipped",
      trusted_issuer: "default",
    };
    expect(schemaFaultsOf(lines)).toEqual([]);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { ...ofKeys, level: "INFO", reasons: { [encryption.reason]: 2 } },
      { ...ofKeys, level: "WARN", reasons: { [encryption.reason]: 1, [weak.reason]: 1 } },
    ]);
  });

  test("reports failed fetches and suspicious secrets, but no successful fetch", () => {
    const lines = linesOf((log) => {
      log.fetchFailed("default", "status 500");
      log.secretSuspected("default", "the secret is a JSON object");
      log.fetchSucceeded("default");
      log.refetchSuppressed("default");
      log.writeHeldBack();
    });
    expect(schemaFaultsOf(lines)).toEqual([]);
    expect(lines.map((line) => JSON.parse(line).message)).toEqual([
      "fetch of keys failed",
      "secret may be wrong",
    ]);
  });

  test("writes one line for any input, so that nobody can forge a second line", () => {
    const lines = linesOf((log) => {
      log.refused(failure("token_missing", 'a"\n{"level":"INFO"}\r\n\u2028'), FACTS);
      log.fetchFailed("key\nof the operator", "status 500");
    });
    expect(lines).toHaveLength(2);
    for (const line of lines) {
      expect(line.trimEnd()).not.toMatch(/[\r\n]/);
      expect(JSON.parse(line)).toMatchObject({ message: expect.any(String) });
    }
  });
});

test("every failure code has its own explanation", () => {
  expect(new Set(FAILURE_CODES.map(explanationOf)).size).toBe(FAILURE_CODES.length);
});

test("the schema knows exactly the reasons of the code", async () => {
  const schema = JSON.parse(await readFile(repositoryPath("docs/log.schema.json"), "utf8"));
  expect(schema.$defs.refusalReason.enum).toEqual(FAILURE_CODES);
});
