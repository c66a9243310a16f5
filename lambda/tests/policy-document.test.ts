import fc from "fast-check";
import { expect, test } from "vitest";
import { isFailure } from "../src/failure.ts";
import { createPolicyCompiler } from "../src/policy/compile.ts";
import { createPolicy } from "../src/policy/create-policy.ts";
import { policyBytes } from "../src/policy-document.ts";
import { configurationWith } from "./support/configuration.ts";
import { STAGE_ARN } from "./support/events.ts";
import { claimsArbitrary, rulesArbitrary } from "./support/rule-arbitraries.ts";

const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

test("policyBytes is the length of the policy's JSON, for any rules, token and kind of API", () => {
  fc.assert(
    fc.property(
      rulesArbitrary,
      claimsArbitrary,
      fc.boolean(),
      fc.boolean(),
      (rules, claims, strict, isWebSocket) => {
        const top = { rules: rules.length === 0 ? null : rules, strict_paths: strict };
        const policy = createPolicyCompiler(configurationWith({ top }))(claims).forStage(
          STAGE_ARN,
          isWebSocket,
        );
        expect(isFailure(policy) || policyBytes(policy)).toBe(isFailure(policy) || jsonBytes(policy));
      },
    ),
  );
});

test("a policy of exactly 8192 bytes is made, and a longer one is refused", () => {
  const patterns = Array.from({ length: 70 }, (_, number) => `GET/${"a".repeat(40)}${100 + number}`);
  const bytesWith = (last: string): number =>
    jsonBytes({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "execute-api:Invoke",
          Resource: [...patterns, last].map((pattern) => `${STAGE_ARN}/${pattern}`),
        },
      ],
    });
  const fill = "a".repeat(8192 - bytesWith("GET/"));
  expect(jsonBytes(createPolicy(STAGE_ARN, [...patterns, `GET/${fill}`], []))).toBe(8192);
  expect(createPolicy(STAGE_ARN, [...patterns, `GET/${fill}a`], [])).toMatchObject({
    failure: "response_too_large",
  });
});
