import { describe, expect, test } from "vitest";
import { createPolicyCompiler } from "../../src/policy/compile.ts";
import { createPolicyMemo } from "../../src/policy/memo.ts";
import { configurationWith } from "../support/configuration.ts";
import { STAGE_ARN } from "../support/events.ts";
import type { Json } from "../support/keys.ts";

const compile = createPolicyCompiler(
  configurationWith({ top: { rules: [{ methods: ["GET"], paths: ["/{tenant}"] }], strict_paths: false } }),
);

/** A memo, and for whom it has had to compile a policy. */
function createCountedMemo() {
  const compiled: unknown[] = [];
  const policyOf = createPolicyMemo((claims) => {
    compiled.push(claims["tenant"]);
    return compile(claims);
  });
  return { policyOf, compiled };
}

const claims = (tenant: string): Json => ({ tenant });
const resourcesAt = (policy: ReturnType<typeof compile>, stageArn: string): unknown =>
  policy.forStage(stageArn, false);
const allowed = (stageArn: string, path: string): object => ({
  Statement: [{ Effect: "Allow", Resource: [`${stageArn}/GET/${path}`] }],
});

describe("what a token may do", () => {
  test("is found out once, and is each token's own", () => {
    const { policyOf, compiled } = createCountedMemo();
    for (let round = 0; round < 3; round++) {
      expect(resourcesAt(policyOf("token-a", claims("a")), STAGE_ARN)).toMatchObject(allowed(STAGE_ARN, "a"));
      expect(resourcesAt(policyOf("token-b", claims("b")), STAGE_ARN)).toMatchObject(allowed(STAGE_ARN, "b"));
    }
    expect(compiled).toEqual(["a", "b"]);
  });

  test("is written for the stage in hand, whichever was asked for before", () => {
    const { policyOf, compiled } = createCountedMemo();
    const other = STAGE_ARN.replace("/prod", "/test");
    for (const stageArn of [STAGE_ARN, other, STAGE_ARN, STAGE_ARN, other]) {
      expect(resourcesAt(policyOf("token", claims("a")), stageArn)).toMatchObject(allowed(stageArn, "a"));
    }
    expect(policyOf("token", claims("a")).forStage(STAGE_ARN, true)).toMatchObject({
      Statement: [{ Effect: "Deny", Resource: [`${STAGE_ARN}/$connect`] }],
    });
    expect(compiled).toEqual(["a"]);
  });

  test("is forgotten when five hundred other tokens have come since, so that memory is bounded", () => {
    const { policyOf, compiled } = createCountedMemo();
    policyOf("token-0", claims("0"));
    for (let number = 1; number < 500; number++) {
      policyOf(`token-${number}`, claims(`${number}`));
    }
    policyOf("token-0", claims("0"));
    expect(compiled).toHaveLength(500);
    policyOf("token-500", claims("500"));
    policyOf("token-0", claims("0"));
    expect(compiled).toHaveLength(502);
  });
});
