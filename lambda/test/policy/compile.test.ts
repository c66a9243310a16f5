import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePolicy } from "../../src/policy/compile.ts";
import { STAGE_ARN } from "../support/events.ts";
import { isAllowed } from "../support/policy-matcher.ts";

const id = fc.stringMatching(/^[a-z0-9]{1,10}$/);
const stage = fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/), fc.constant("$default"));
const stageArn = fc
  .tuple(fc.constantFrom("aws", "aws-cn"), id, stage)
  .map(([partition, api, name]) => `arn:${partition}:execute-api:eu-central-1:123456789012:${api}/${name}`);
const method = fc.constantFrom("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "ANY", "LINK");
const path = fc.string({ unit: "binary", maxLength: 40 });

describe("the policy of a REST or HTTP API", () => {
  test("is this, to the letter", () => {
    expect(compilePolicy(STAGE_ARN, false)).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: [`${STAGE_ARN}/*`] }],
    });
  });

  test("allows every method and path of the stage", () => {
    fc.assert(
      fc.property(stageArn, method, path, (arn, verb, rest) => {
        expect(isAllowed(compilePolicy(arn, false), `${arn}/${verb}/${rest}`)).toBe(true);
      }),
    );
  });

  test("allows nothing of another stage or API", () => {
    fc.assert(
      fc.property(stageArn, stageArn, method, path, (arn, other, verb, rest) => {
        fc.pre(arn !== other);
        expect(isAllowed(compilePolicy(arn, false), `${other}/${verb}/${rest}`)).toBe(false);
      }),
    );
  });

  test("allows nothing of a stage or API whose name begins alike", () => {
    const policy = compilePolicy(STAGE_ARN, false);
    expect(isAllowed(policy, `${STAGE_ARN}2/GET/orders`)).toBe(false);
    expect(isAllowed(policy, `${STAGE_ARN.replace("/prod", "")}2/prod/GET/orders`)).toBe(false);
  });
});

describe("the policy of a WebSocket API", () => {
  test("allows $connect and nothing else", () => {
    fc.assert(
      fc.property(stageArn, path, (arn, rest) => {
        const policy = compilePolicy(arn, true);
        expect(isAllowed(policy, `${arn}/$connect`)).toBe(true);
        fc.pre(rest !== "$connect");
        expect(isAllowed(policy, `${arn}/${rest}`)).toBe(false);
        expect(isAllowed(policy, `${arn}/$connect${rest}x`)).toBe(false);
      }),
    );
  });
});

describe("the matcher of these tests", () => {
  test.each([
    ["a*", "a", true],
    ["a*", "a/b/c", true],
    ["a/*/x", "a/GET/y/x", true],
    ["a/*", "a", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["a.c", "abc", false],
    ["$a", "$a", true],
  ])("reads %s against %s as IAM does", (pattern, arn, expected) => {
    const statement = { Effect: "Allow", Action: "execute-api:Invoke", Resource: [pattern] } as const;
    const denial = { ...statement, Effect: "Deny" } as const;
    expect(isAllowed({ Version: "2012-10-17", Statement: [statement] }, arn)).toBe(expected);
    expect(isAllowed({ Version: "2012-10-17", Statement: [statement, denial] }, arn)).toBe(false);
  });
});
