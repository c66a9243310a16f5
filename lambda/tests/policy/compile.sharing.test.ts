import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isFailure } from "../../src/failure.ts";
import { createPolicyCompiler } from "../../src/policy/compile.ts";
import type { Rule } from "../../src/policy/rule.ts";
import { configurationWith } from "../support/configuration.ts";
import { STAGE_ARN } from "../support/events.ts";
import { claimsArbitrary, rulesArbitrary } from "../support/rule-arbitraries.ts";

const OTHER_STAGE = STAGE_ARN.replace("/prod", "/test");

const compile = createPolicyCompiler(
  configurationWith({ top: { rules: [{ methods: ["GET"], paths: ["/{tenant}"] }], strict_paths: false } }),
);
const allowed = (stageArn: string, path: string): object => ({
  Statement: [{ Effect: "Allow", Resource: [`${stageArn}/GET/${path}`] }],
});

describe("the policy of a token", () => {
  test("is correct for each stage, whichever was asked for before", () => {
    const policy = compile({ tenant: "a" });
    for (const stageArn of [STAGE_ARN, OTHER_STAGE, STAGE_ARN, STAGE_ARN, OTHER_STAGE]) {
      expect(policy.forStage(stageArn, false)).toMatchObject(allowed(stageArn, "a"));
    }
    expect(policy.forStage(OTHER_STAGE, true)).toMatchObject({
      Statement: [{ Effect: "Deny", Resource: [`${OTHER_STAGE}/$connect`] }],
    });
    expect(policy.forStage(OTHER_STAGE, false)).toMatchObject(allowed(OTHER_STAGE, "a"));
  });

  test("is written once for consecutive requests of the same stage", () => {
    const policy = compile({ tenant: "a" });
    expect(policy.forStage(STAGE_ARN, false)).toBe(policy.forStage(STAGE_ARN, false));
  });

  test("can't be modified by the caller", () => {
    const policy = compile({ tenant: "a" }).forStage(STAGE_ARN, false);
    if (isFailure(policy)) {
      throw new Error(policy.failure);
    }
    const [statement = { Resource: [] }] = policy.Statement;
    expect(() => (policy.Statement as unknown[]).push({})).toThrow(TypeError);
    expect(() => (statement.Resource as string[]).push("*")).toThrow(TypeError);
    expect(() => Object.assign(statement, { Effect: "Deny" })).toThrow(TypeError);
    expect(() => Object.assign(policy, { Version: "" })).toThrow(TypeError);
  });

  test("is a failure each time if it is too large", () => {
    const rules = Array.from({ length: 120 }, (_, index) => ({
      paths: [`/${"p".repeat(70)}${index}`],
      any_token: true,
    }));
    const policy = createPolicyCompiler(configurationWith({ top: { rules } }))({});
    for (let round = 0; round < 2; round++) {
      expect(policy.forStage(STAGE_ARN, false)).toMatchObject({ failure: "response_too_large" });
    }
  });
});

describe("tokens that satisfy the same rules", () => {
  const rules = [
    { methods: ["GET"], paths: ["/a"], scopes: ["read"] },
    { methods: ["GET"], paths: ["/b"], scopes: ["write"] },
    { methods: ["GET"], paths: ["/{tenant}"], scopes: ["tenant"] },
  ];
  const compileRules = createPolicyCompiler(configurationWith({ top: { rules } }));

  test("share a policy if no claim is part of it", () => {
    expect(compileRules({ scope: "read", sub: "1" })).toBe(compileRules({ scope: "read", sub: "2" }));
    expect(compileRules({ scope: "read" })).not.toBe(compileRules({ scope: "write" }));
    expect(compileRules({ scope: "tenant", tenant: "1" })).not.toBe(
      compileRules({ scope: "tenant", tenant: "1" }),
    );
  });

  test("never get the policy of other tokens, whatever tokens came before", () => {
    fc.assert(
      fc.property(
        rulesArbitrary.filter((all) => all.length > 0),
        fc.array(claimsArbitrary, { minLength: 2, maxLength: 12 }),
        (written, tokens) => {
          const configuration = configurationWith({ top: { rules: written } });
          const compileAll = createPolicyCompiler(configuration);
          for (const claims of tokens) {
            const alone = createPolicyCompiler(configuration)(claims);
            const { satisfiedRules, allowed, denied, ...policy } = compileAll(claims);
            expect({ satisfiedRules, allowed, denied }).toEqual({
              satisfiedRules: alone.satisfiedRules,
              allowed: alone.allowed,
              denied: alone.denied,
            });
            for (const isWebSocket of [false, true]) {
              expect(policy.forStage(STAGE_ARN, isWebSocket)).toEqual(alone.forStage(STAGE_ARN, isWebSocket));
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test("are answered correctly beyond the number of shared policies, and beyond the number of rules that can share", () => {
    const scopes = Array.from({ length: 300 }, (_, index) => `s${index}`);
    const many = createPolicyCompiler(
      configurationWith({
        top: { rules: scopes.map((scope) => ({ methods: ["GET"], paths: [`/${scope}`], scopes: [scope] })) },
      }),
    );
    for (const scope of [...scopes, ...scopes]) {
      expect(many({ scope }).allowed).toEqual([`GET/${scope}`]);
    }
    const rule = (index: number): Rule => ({
      effect: "allow",
      apis: undefined,
      methods: ["GET"],
      paths: [{ text: `/${index}`, parts: [`/${index}`] }],
      scopes: [`s${index}`],
      claims: [],
    });
    const huge = createPolicyCompiler({
      rules: Array.from({ length: 65_540 }, (_, index) => rule(index)),
      strictPaths: false,
    });
    expect(huge({ scope: "s2" }).allowed).toEqual(["GET/2"]);
    expect(huge({ scope: "s65538" }).allowed).toEqual(["GET/65538"]);
  });
});
