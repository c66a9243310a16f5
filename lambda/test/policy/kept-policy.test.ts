import { describe, expect, test } from "vitest";
import { isFailure } from "../../src/failure.ts";
import { createPolicyCompiler } from "../../src/policy/compile.ts";
import { keepingPolicy } from "../../src/policy/kept-policy.ts";
import { configurationWith } from "../support/configuration.ts";
import { STAGE_ARN } from "../support/events.ts";

const OTHER_STAGE = STAGE_ARN.replace("/prod", "/test");

const compile = createPolicyCompiler(
  configurationWith({ top: { rules: [{ methods: ["GET"], paths: ["/{tenant}"] }], strict_paths: false } }),
);
const allowed = (stageArn: string, path: string): object => ({
  Statement: [{ Effect: "Allow", Resource: [`${stageArn}/GET/${path}`] }],
});

describe("what a token may do", () => {
  test("is written for the stage in hand, whichever was asked for before", () => {
    const policy = keepingPolicy(compile({ tenant: "a" }));
    for (const stageArn of [STAGE_ARN, OTHER_STAGE, STAGE_ARN, STAGE_ARN, OTHER_STAGE]) {
      expect(policy.forStage(stageArn, false)).toMatchObject(allowed(stageArn, "a"));
    }
    expect(policy.forStage(OTHER_STAGE, true)).toMatchObject({
      Statement: [{ Effect: "Deny", Resource: [`${OTHER_STAGE}/$connect`] }],
    });
    expect(policy.forStage(OTHER_STAGE, false)).toMatchObject(allowed(OTHER_STAGE, "a"));
  });

  test("is written once for the same stage", () => {
    const policy = keepingPolicy(compile({ tenant: "a" }));
    expect(policy.forStage(STAGE_ARN, false)).toBe(policy.forStage(STAGE_ARN, false));
  });

  test("can't be changed by who has been given it", () => {
    const policy = keepingPolicy(compile({ tenant: "a" })).forStage(STAGE_ARN, false);
    if (isFailure(policy)) {
      throw new Error(policy.failure);
    }
    const [statement = { Resource: [] }] = policy.Statement;
    expect(() => (policy.Statement as unknown[]).push({})).toThrow(TypeError);
    expect(() => (statement.Resource as string[]).push("*")).toThrow(TypeError);
    expect(() => Object.assign(statement, { Effect: "Deny" })).toThrow(TypeError);
    expect(() => Object.assign(policy, { Version: "" })).toThrow(TypeError);
  });

  test("is not kept where it is too large", () => {
    const rules = Array.from({ length: 120 }, (_, index) => ({
      paths: [`/${"p".repeat(70)}${index}`],
      any_token: true,
    }));
    const policy = keepingPolicy(createPolicyCompiler(configurationWith({ top: { rules } }))({}));
    for (let round = 0; round < 2; round++) {
      expect(policy.forStage(STAGE_ARN, false)).toMatchObject({ failure: "response_too_large" });
    }
  });
});
