import { describe, expect, test } from "vitest";
import { createDecisionLog } from "../src/decision-log.ts";
import { explanationOf, FAILURE_CODES, failure, outcomeOf } from "../src/failure.ts";

const CONTEXT = { stageArn: "arn:x", requestId: "id" };

/** The lines that the log writes. */
function linesOf(use: (log: ReturnType<typeof createDecisionLog>) => void): readonly string[] {
  const lines: string[] = [];
  use(createDecisionLog((line) => void lines.push(line)));
  return lines;
}

describe("the decision log", () => {
  test.each(FAILURE_CODES)("writes one line of JSON for %s", (code) => {
    const [line, ...others] = linesOf((log) =>
      log.refused({ ...failure(code, "claim"), trustedIssuer: "default" }, CONTEXT),
    );
    expect(others).toEqual([]);
    expect(line?.endsWith("\n")).toBe(true);
    expect(JSON.parse(line ?? "")).toEqual({
      level: outcomeOf(code) === "internal" ? "ERROR" : "WARN",
      message: "request refused",
      outcome: outcomeOf(code),
      reason: code,
      explanation: explanationOf(code),
      detail: "claim",
      trusted_issuer: "default",
      stage_arn: "arn:x",
      request_id: "id",
    });
  });

  test("omits unknown values", () => {
    const unknown = { stageArn: undefined, requestId: undefined };
    const [line] = linesOf((log) => log.refused(failure("event_unrecognized"), unknown));
    expect(Object.keys(JSON.parse(line ?? ""))).toEqual([
      "level",
      "message",
      "outcome",
      "reason",
      "explanation",
    ]);
  });

  test("warns of keys that are left out only if one of them may be needed", () => {
    const encryption = { reason: "use or key_ops is not for verifying signatures", isLoss: false };
    const weak = { reason: "RSA exponent 1 or even", isLoss: true };
    const lines = linesOf((log) => {
      log.keysSkipped("default", [encryption, encryption]);
      log.keysSkipped("default", [encryption, weak]);
    });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        level: "INFO",
        message: "keys skipped",
        trusted_issuer: "default",
        reasons: { [encryption.reason]: 2 },
      },
      {
        level: "WARN",
        message: "keys skipped",
        trusted_issuer: "default",
        reasons: { [encryption.reason]: 1, [weak.reason]: 1 },
      },
    ]);
  });

  test("writes one line for any input, so that nobody can forge a second line", () => {
    const lines = linesOf((log) => {
      log.refused(failure("token_missing"), { ...CONTEXT, requestId: 'a"\n{"level":"INFO"}\r\n\u2028' });
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
