import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createPolicyCompiler } from "../../src/policy/compile.ts";
import type { Statement } from "../../src/policy-document.ts";
import { type Compilation, compiled, pathArbitrary, stageArnArbitrary } from "../support/compiled-policy.ts";
import { configurationWith } from "../support/configuration.ts";
import { STAGE_ARN } from "../support/events.ts";
import { isAllowed } from "../support/policy-matcher.ts";

const ALL_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

/** What the statements of one effect name, relative to the stage. */
function resourcesOf(effect: "Allow" | "Deny", compilation: Compilation): readonly string[] {
  return compiled(compilation)
    .Statement.filter(({ Effect }) => Effect === effect)
    .flatMap(({ Resource }) => Resource.map((resource) => resource.slice(STAGE_ARN.length + 1)));
}

const allowed = (compilation: Compilation) => resourcesOf("Allow", compilation);
const denied = (compilation: Compilation) => resourcesOf("Deny", compilation);

const method = fc.constantFrom(...ALL_METHODS, "ANY", "LINK");

describe("without rules, the policy of a REST or HTTP API", () => {
  test("is exactly this", () => {
    expect(compiled({})).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: [`${STAGE_ARN}/*`] }],
    });
  });

  test("allows every method and path of the stage", () => {
    fc.assert(
      fc.property(stageArnArbitrary, method, pathArbitrary, (arn, verb, rest) => {
        expect(isAllowed(compiled({ stageArn: arn }), `${arn}/${verb}/${rest}`)).toBe(true);
      }),
    );
  });

  test("allows nothing of another stage or API", () => {
    fc.assert(
      fc.property(stageArnArbitrary, stageArnArbitrary, method, pathArbitrary, (arn, other, verb, rest) => {
        fc.pre(arn !== other);
        expect(isAllowed(compiled({ stageArn: arn }), `${other}/${verb}/${rest}`)).toBe(false);
      }),
    );
  });

  test("allows nothing of a stage or API whose name has the same beginning", () => {
    expect(isAllowed(compiled({}), `${STAGE_ARN}2/GET/orders`)).toBe(false);
    expect(isAllowed(compiled({}), `${STAGE_ARN.replace("/prod", "")}2/prod/GET/orders`)).toBe(false);
  });
});

describe("with rules, the policy of a REST or HTTP API", () => {
  test("is exactly this", () => {
    const rules = [
      { methods: ["GET"], paths: ["/orders", "/orders/*"], scopes: ["orders:read"] },
      { effect: "deny", methods: ["DELETE"], paths: ["/orders/*"], any_token: true },
    ];
    const claims = { scope: "openid orders:read" };
    expect(compiled({ rules, claims })).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "execute-api:Invoke",
          Resource: [`${STAGE_ARN}/GET/orders`, `${STAGE_ARN}/GET/orders/*`],
        },
        {
          Effect: "Deny",
          Action: "execute-api:Invoke",
          Resource: [`${STAGE_ARN}/DELETE/orders`, `${STAGE_ARN}/DELETE/orders/*`],
        },
      ],
    });
  });

  test("names all seven methods for a rule without methods, and never a wildcard instead", () => {
    expect(allowed({ rules: [{ paths: ["/*"], any_token: true }] })).toEqual(
      ALL_METHODS.map((name) => `${name}/*`),
    );
  });

  test("allows HEAD and OPTIONS only to a rule that names them", () => {
    expect(allowed({ rules: [{ methods: ["GET"], paths: ["/a"], any_token: true }] })).toEqual(["GET/a"]);
  });

  test("is the union of the rules that the token satisfies, with each resource once", () => {
    const rules = [
      { methods: ["GET"], paths: ["/a"], any_token: true },
      { methods: ["GET", "POST"], paths: ["/a"], scopes: ["w"] },
      { methods: ["PUT"], paths: ["/a"], scopes: ["missing"] },
    ];
    expect(allowed({ rules, claims: { scope: "w" } })).toEqual(["GET/a", "POST/a"]);
  });

  test("is a deny of everything for a token that satisfies no allow rule", () => {
    const rules = [{ paths: ["/a"], scopes: ["missing"] }];
    expect([allowed({ rules }), denied({ rules })]).toEqual([[], ["*"]]);
  });

  test("is a deny of everything, and nothing else, under a deny on /* with all methods", () => {
    const rules = [
      { paths: ["/a"], any_token: true },
      { effect: "deny", paths: ["/x", "/*"], claims: [{ name: "suspended", any: [true] }] },
    ];
    const claims = { suspended: true };
    expect([allowed({ rules, claims }), denied({ rules, claims })]).toEqual([[], ["*"]]);
    expect(denied({ rules })).toEqual([]);
  });

  test("writes out a deny on /* that has methods", () => {
    const rules = [
      { methods: ["GET"], paths: ["/a"], any_token: true },
      { effect: "deny", methods: ["POST", "GET"], paths: ["/*"], any_token: true },
    ];
    expect(denied({ rules })).toEqual(["POST/*", "GET/*"]);
  });

  test("ends with the denied forms of paths, unless strict_paths is false", () => {
    const rules = [{ methods: ["GET"], paths: ["/*"], any_token: true }];
    expect(denied({ rules, strictPaths: true })).toEqual([
      ...["*/..*", "*/./*", "*//*", "*%2e*", "*%2E*", "*%2f*", "*%2F*", "*%5c*", "*%5C*"],
      ...["*%c0*", "*%C0*", "*%u*"],
      "*/.",
    ]);
    expect(denied({ rules })).toEqual([]);
  });

  test("contains the path of a rule unchanged: only API Gateway matches it", () => {
    const literal = "/a-b_c~d.e@f%20g+h,i;j:k=l!m$n&o'p(q)r";
    expect(allowed({ rules: [{ methods: ["GET"], paths: [literal], any_token: true }] })).toEqual([
      `GET${literal}`,
    ]);
  });
});

describe("a placeholder", () => {
  const rules = [{ methods: ["GET"], paths: ["/tenants/{tenant}/*", "/by-id/{/user/ids/0}"] }];

  test("is replaced by the token's value, also several in one rule", () => {
    const claims = { tenant: "acme", user: { ids: [7] } };
    expect(allowed({ rules, claims })).toEqual(["GET/tenants/acme/*", "GET/by-id/7"]);
  });

  test("that can't be filled makes the whole rule not match", () => {
    expect(allowed({ rules, claims: { tenant: "acme", user: { ids: ["a/b"] } } })).toEqual([]);
  });

  test("is refused where the policy is over 8 KB, before anything remembers it", () => {
    const paths = Array.from({ length: 10 }, (_, number) => `/${"a".repeat(100)}${number}`);
    const compile = createPolicyCompiler(configurationWith({ top: { rules: [{ paths, any_token: true }] } }));
    expect(compile({}).forStage(STAGE_ARN, false)).toMatchObject({ failure: "response_too_large" });
  });

  test("is refused in a policy of over 512 characters a resource, never cut", () => {
    const long = { rules: [{ methods: ["GET"], paths: ["/{a}{b}{c}"] }], strict_paths: false };
    const compile = createPolicyCompiler(configurationWith({ top: long }));
    const claims = { a: "a".repeat(128), b: "b".repeat(128), c: "c".repeat(128) };
    const longArn = STAGE_ARN.replace("prod", "p".repeat(128));
    expect(compile(claims).forStage(longArn, false)).toMatchObject({ failure: "response_too_large" });
    expect(compile(claims).forStage(STAGE_ARN, false)).not.toHaveProperty("failure");
  });
});

describe("the rules that a token satisfies", () => {
  test("are named by their index, for the log", () => {
    const rules = [
      { paths: ["/a"], scopes: ["missing"] },
      { paths: ["/{tenant}"] },
      { effect: "deny", paths: ["/b"], any_token: true },
      { paths: ["$connect"], any_token: true },
    ];
    const compile = createPolicyCompiler(configurationWith({ top: { rules } }));
    expect(compile({ tenant: "t" }).satisfiedRules).toEqual([1, 2, 3]);
    expect(compile({}).satisfiedRules).toEqual([2, 3]);
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
    const statement: Statement = { Effect: "Allow", Action: "execute-api:Invoke", Resource: [pattern] };
    const denial: Statement = { ...statement, Effect: "Deny" };
    expect(isAllowed({ Version: "2012-10-17", Statement: [statement] }, arn)).toBe(expected);
    expect(isAllowed({ Version: "2012-10-17", Statement: [statement, denial] }, arn)).toBe(false);
  });
});
