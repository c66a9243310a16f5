import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorkspace, type Workspace } from "../support/workspace.ts";
import { SENSITIVE_VALUE } from "./support/inputs.ts";
import { writeRepeatedCall } from "./support/module-calls.ts";

const RULES = [
  { methods: ["GET"], paths: ["/orders", "/orders/*"], scopes: ["orders:read"] },
  { paths: ["/tenants/{tenant}/*"], claims: [{ name: "/realm_access/roles", any: ["member"] }] },
  { methods: ["GET"], paths: ["/profile"], any_token: true },
  { effect: "deny", paths: ["/*"], claims: [{ name: "suspended", any: [true] }] },
  {
    effect: "deny",
    methods: ["GET"],
    paths: ["/profile"],
    scopes: ["trial"],
    claims: [
      { name: "a", any: ["x"] },
      { name: "suspended", none: [true] },
    ],
  },
  { methods: ["POST"], paths: ["/amounts"], claims: [{ name: "n", any: [7, 1000, 9007199254740991] }] },
];
const READER = { scope: "orders:read" };
const GET_ORDERS = { claims: READER, allow: ["GET /orders"] };

/** One level more than the function allows. */
const NESTED = { a: JSON.parse(`${"[".repeat(32)}${"]".repeat(32)}`) };
const NO_REQUESTS: readonly unknown[] = [
  ...["GET", "/orders", "get /orders", "GET orders", "GET /orders?a=b", "GET /a#b", "GET  /a", "GET /a b"],
  ...["GET /ü", "", 7, null, ["GET /a"]],
];

let workspace: Workspace;

beforeAll(async () => {
  workspace = await createWorkspace();
});

afterAll(() => workspace.remove());

/**
 * What one plan says of each of these `rule_tests`. Terraform does not say in which call an output failed, so each call
 * has one more fault, which names it.
 */
async function faultsOf(
  directory: string,
  all: readonly (readonly unknown[])[],
): Promise<readonly (readonly string[])[]> {
  const marked = all.map((tests, number) => [...tests, { ...GET_ORDERS, [`case_${number}_`]: true }]);
  const details = await planDetails(directory, marked);
  return all.map((_, number) =>
    (details.find((detail) => detail.includes(`"case_${number}_"`)) ?? "")
      .split("\n")
      .filter((fault) => !fault.includes('"case_')),
  );
}

/** A sensitive value in another test hides no message. */
const besideSecret = (tests: string) =>
  `try(concat(${tests}, [{ claims = { secret = sensitive("${SENSITIVE_VALUE}") }, deny = ["GET /x"] }]), ${tests})`;

async function planDetails(directory: string, all: readonly unknown[]): Promise<readonly string[]> {
  const call = { source: "modules/rule-tests", inputs: { rules: RULES } };
  const terraform = await writeRepeatedCall(workspace, directory, call, "rule_tests", all, "", besideSecret);
  return (await terraform.planDiagnostics()).map(({ detail }) => detail.trim());
}

describe("a test with a fault is rejected, with its place and the fix:", () => {
  const refused: readonly (readonly [rule_tests: readonly unknown[], message: string])[] = [
    [["x"], "rule_tests[0] must be an object, such as"],
    [[GET_ORDERS, { ...GET_ORDERS, alow: ["GET /"] }], 'rule_tests[1] has the unknown attribute "alow"'],
    [
      [{ claims: READER, alow: ["GET /"] }],
      'rule_tests[0] has the unknown attribute "alow": correct or remove it. Did you mean "allow"?',
    ],
    [
      [{ token: READER, allow: ["GET /"] }],
      'rule_tests[0] has the unknown attribute "token": correct or remove it. Did you mean "claims"?',
    ],
    [[{ allow: ["GET /orders"] }], "rule_tests[0].claims must be an object: write claims = {"],
    ...["", "x", ["scope"], 1, true, JSON.stringify(READER), null].map(
      (claims) =>
        [[{ ...GET_ORDERS, claims }], "rule_tests[0].claims must be an object: write claims = {"] as const,
    ),
    ...["GET /orders", { x: "GET /orders" }, true, 7].flatMap((list) =>
      ["allow", "deny"].map((name) => {
        const ruleTest = { ...GET_ORDERS, deny: ["GET /x"], [name]: list };
        return [[ruleTest], `rule_tests[0].${name} must be a list, such as`] as const;
      }),
    ),
    [[{ claims: READER }], "rule_tests[0] tests nothing: list requests in allow, deny or both."],
    [[{ claims: READER, allow: [], deny: null }], "rule_tests[0] tests nothing"],
    [
      [{ claims: READER, deny: ["GET /orders"], allow: ["GET /orders"] }],
      "rule_tests[0] has GET /orders in allow and in deny: remove one.",
    ],
    ...NO_REQUESTS.map(
      (request) =>
        [
          [{ claims: READER, deny: ["GET /x", request] }],
          `rule_tests[0].deny[1] is ${JSON.stringify(request)}: write a method and a path`,
        ] as const,
    ),
    ...["ANY /items", "GTE /items", "TRACE /items"].flatMap((request) =>
      ["allow", "deny"].map(
        (list) =>
          [
            [{ claims: READER, [list]: ["$connect", request] }],
            `rule_tests[0].${list}[1] is "${request}": write one of the methods DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT`,
          ] as const,
      ),
    ),
    ...["GET /tenants/{tenant}/users", "GET /{proxy+}", "GET /a}"].flatMap((request) =>
      ["allow", "deny"].map(
        (list) =>
          [
            [{ claims: READER, [list]: [request] }],
            `rule_tests[0].${list}[0] is "${request}": write a value instead of the {placeholder}`,
          ] as const,
      ),
    ),
    ...['{"__proto__":1}', '{"b":[{"__proto__":{}}]}'].map(
      (claims) =>
        [
          [{ ...GET_ORDERS, claims: JSON.parse(claims) }],
          "rule_tests[0].claims must not contain the name __proto__",
        ] as const,
    ),
    [[{ ...GET_ORDERS, claims: NESTED }], "rule_tests[0].claims must not nest more than 32 levels deep"],
    [
      [{ ...GET_ORDERS, claims: { a: "x".repeat(7200) } }],
      "rule_tests[0].claims has 7208 characters as JSON: leave out what the rules do not read.",
    ],
  ];
  let messages: readonly (readonly string[])[];

  beforeAll(async () => {
    messages = await faultsOf(
      "refused-rule-tests",
      refused.map(([rule_tests]) => rule_tests),
    );
  }, 300_000);

  test.each(
    refused.map(([tests, message], number) => [JSON.stringify(tests).slice(0, 90), message, number] as const),
  )("%s", (_tests, message, number) => {
    expect(messages[number]?.map((fault) => fault.slice(0, message.length))).toEqual([message]);
  });
});

test("rule_tests that are not a list are rejected", async () => {
  const details = await planDetails("no-list", [{ a: GET_ORDERS }, "x", 1]);
  expect(details.map((detail) => detail.slice(0, 36))).toEqual(
    Array(3).fill("rule_tests must be a list of objects"),
  );
}, 60_000);

describe("the message about a failed test says", () => {
  const failing: readonly (readonly [
    title: string,
    rule_test: Record<string, unknown>,
    message: readonly string[],
  ])[] = [
    [
      "which rules allow what should be denied",
      { claims: READER, deny: ["GET /orders/1"] },
      [
        "rule_tests[0]: GET /orders/1 is allowed, but the test expects it to be denied.",
        "  Allowed by rules[0].",
        "  rules[3] would deny it, but its condition claims[0] does not hold.",
        "  The token satisfies rules[0], rules[2].",
        `  Claims: ${JSON.stringify(READER)}`,
      ],
    ],
    [
      "which conditions of the deny rules do not hold",
      { claims: READER, deny: ["GET /profile"] },
      [
        "rule_tests[0]: GET /profile is allowed, but the test expects it to be denied.",
        "  Allowed by rules[2].",
        "  rules[3] would deny it, but its condition claims[0] does not hold.",
        "  rules[4] would deny it, but its conditions scopes and claims[0] do not hold.",
        "  The token satisfies rules[0], rules[2].",
        `  Claims: ${JSON.stringify(READER)}`,
      ],
    ],
    [
      "that no allow rule covers the request",
      { claims: READER, allow: ["DELETE /orders/1"] },
      [
        "rule_tests[0]: DELETE /orders/1 is denied, but the test expects it to be allowed.",
        "  No allow rule has this method and path.",
        "  The token satisfies rules[0], rules[2].",
        `  Claims: ${JSON.stringify(READER)}`,
      ],
    ],
    [
      "which condition does not hold",
      { claims: { tenant: "acme", realm_access: { roles: ["x"] } }, allow: ["GET /tenants/acme/1"] },
      [
        "rule_tests[0]: GET /tenants/acme/1 is denied, but the test expects it to be allowed.",
        "  rules[1] would allow it, but its condition claims[0] does not hold.",
        "  The token satisfies rules[2].",
        '  Claims: {"realm_access":{"roles":["x"]},"tenant":"acme"}',
      ],
    ],
    [
      "which claim is not allowed in a path",
      { claims: { tenant: "a/b", realm_access: { roles: ["member"] } }, allow: ["GET /tenants/a/b"] },
      [
        "rule_tests[0]: GET /tenants/a/b is denied, but the test expects it to be allowed.",
        "  rules[1] would allow it, but the claim of {tenant} is missing, or its value is not allowed in a path.",
        "  The token satisfies rules[2].",
        '  Claims: {"realm_access":{"roles":["member"]},"tenant":"a/b"}',
      ],
    ],
    [
      "that a claim cannot be compared",
      { claims: { scope: {} }, allow: ["GET /orders"] },
      [
        "rule_tests[0]: GET /orders is denied, but the test expects it to be allowed.",
        "  rules[0] would allow it, but its condition scopes (which reads a value that cannot be compared) does not hold.",
        "  The token satisfies rules[2], rules[4].",
        '  Claims: {"scope":{}}',
      ],
    ],
    [
      "which rules deny",
      { claims: { scope: "orders:read", suspended: true }, allow: ["GET /orders"] },
      [
        "rule_tests[0]: GET /orders is denied, but the test expects it to be allowed.",
        "  Denied by rules[3].",
        "  The token satisfies rules[0], rules[2], rules[3].",
        '  Claims: {"scope":"orders:read","suspended":true}',
      ],
    ],
    [
      "that strict_paths denies the form of the path",
      { claims: READER, allow: ["GET /orders/%2e%2e/x"] },
      [
        "rule_tests[0]: GET /orders/%2e%2e/x is denied, but the test expects it to be allowed.",
        "  Denied by strict_paths: a backend might treat it as another path.",
        "  The token satisfies rules[0], rules[2].",
        `  Claims: ${JSON.stringify(READER)}`,
      ],
    ],
  ];
  let details: readonly string[];

  beforeAll(async () => {
    details = await planDetails(
      "failing-rule-tests",
      failing.map(([, rule_test]) => [rule_test]),
    );
  }, 120_000);

  test.each(failing.map(([title, , message]) => [title, message] as const))("%s", (_title, message) => {
    expect(details).toContain(message.join("\n"));
  });
});
