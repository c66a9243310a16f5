import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { METHODS } from "../../src/policy/rule.ts";
import { compiled, pathArbitrary, stageArnArbitrary } from "../support/compiled-policy.ts";
import { STAGE_ARN } from "../support/events.ts";
import type { Json } from "../support/keys.ts";
import { isAllowed } from "../support/policy-matcher.ts";

describe("the policy of a WebSocket API", () => {
  test("allows $connect and nothing else without rules", () => {
    fc.assert(
      fc.property(stageArnArbitrary, pathArbitrary, (arn, rest) => {
        const policy = compiled({ stageArn: arn, isWebSocket: true });
        expect(isAllowed(policy, `${arn}/$connect`)).toBe(true);
        fc.pre(rest !== "$connect");
        expect(isAllowed(policy, `${arn}/${rest}`)).toBe(false);
        expect(isAllowed(policy, `${arn}/$connect${rest}x`)).toBe(false);
      }),
    );
  });

  const anyToken = { any_token: true };
  const deny = { effect: "deny", ...anyToken };
  test.each<[string, readonly Json[], boolean]>([
    ["$connect", [{ paths: ["$connect"], ...anyToken }], true],
    ["$connect among other paths", [{ paths: ["/a", "$connect"], ...anyToken }], true],
    ["/* without methods", [{ paths: ["/*"], ...anyToken }], true],
    ["/* with methods", [{ methods: METHODS, paths: ["/*"], ...anyToken }], false],
    ["a path", [{ paths: ["/a*"], ...anyToken }], false],
    ["/$connect", [{ paths: ["/$connect"], ...anyToken }], false],
    ["$connect for others", [{ paths: ["$connect"], scopes: ["missing"] }], false],
    ["$connect and a placeholder that can't be filled", [{ paths: ["$connect", "/{missing}"] }], false],
    [
      "/*, and a deny on $connect",
      [
        { paths: ["/*"], ...anyToken },
        { paths: ["$connect"], ...deny },
      ],
      false,
    ],
    [
      "$connect, and a deny on /*",
      [
        { paths: ["$connect"], ...anyToken },
        { paths: ["/*"], ...deny },
      ],
      false,
    ],
    [
      "$connect, and a deny on /* with methods",
      [
        { paths: ["$connect"], ...anyToken },
        { methods: ["GET"], paths: ["/*"], ...deny },
      ],
      true,
    ],
    [
      "$connect, and a deny on /a",
      [
        { paths: ["$connect"], ...anyToken },
        { paths: ["/a"], ...deny },
      ],
      true,
    ],
  ])("with a rule for %s", (_name, rules, isConnected) => {
    expect(compiled({ rules, isWebSocket: true })).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: isConnected ? "Allow" : "Deny",
          Action: "execute-api:Invoke",
          Resource: [`${STAGE_ARN}/$connect`],
        },
      ],
    });
  });
});
