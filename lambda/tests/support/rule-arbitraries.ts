import fc from "fast-check";
import type { Json } from "./keys.ts";
import type { Wish, WrittenCondition, WrittenRule } from "./rule-reading.ts";

/*
 * Small alphabets, so that rules, tokens and requests match each other often. Random words would never match.
 */
const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

const literal = fc.constantFrom(
  ...["a", "b", "acme", "7", "a*", "*", "?", ".well-known", "%61", "a;b"],
  // Characters with a meaning in regular expressions.
  ...["a.b", "a+", "(a)", "$a", "a?b"],
);
const placeholder = fc.constantFrom("{tenant}", "{/nested/id}", "{n}", "x-{tenant}", "{tenant}.{n}");

function pathOf(segment: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(segment, { minLength: 0, maxLength: 3 }), fc.boolean())
    .map(
      ([segments, endsInSlash]) => `/${segments.join("/")}${endsInSlash && segments.length > 0 ? "/" : ""}`,
    );
}

const denyPath = fc.oneof(
  { arbitrary: fc.constantFrom("/*", "$connect"), weight: 1 },
  { arbitrary: pathOf(literal), weight: 3 },
);
const allowPath = fc.oneof(
  { arbitrary: fc.constantFrom("/*", "$connect"), weight: 1 },
  { arbitrary: pathOf(literal), weight: 3 },
  // At most three placeholders, because a resource has no room for more.
  {
    arbitrary: pathOf(fc.oneof(literal, placeholder)).filter((path) => path.split("{").length <= 4),
    weight: 3,
  },
);

/** Claim values of every kind, both comparable and not. */
const scalar = fc.constantFrom<unknown>(
  "a",
  "b",
  "acme",
  7,
  true,
  "true",
  "",
  null,
  0.5,
  "e\u0301",
  "*",
  "a/b",
  "..",
  2 ** 53,
  1e21,
  -7,
  1e3,
);
const claimValue = fc.oneof(
  { arbitrary: scalar, weight: 4 },
  {
    arbitrary: fc.array(fc.oneof(scalar, fc.constantFrom<unknown>([], {}, ["a"])), { maxLength: 3 }),
    weight: 2,
  },
  { arbitrary: fc.constantFrom<unknown>({}, { a: "a" }, { a: false, b: {}, acme: null, "7": 0 }), weight: 1 },
  {
    arbitrary: fc.constantFrom<unknown>(
      "a,b",
      "a, acme",
      "7 a",
      ",",
      "a\te\u0301,b",
      " a ",
      "a\u0001",
      "b,a\n",
    ),
    weight: 1,
  },
);
const scopeClaim = fc.oneof(
  fc.subarray(["a", "b", "c d", ""]).map((scopes) => scopes.join(" ")),
  fc.subarray<unknown>(["a", "b", "c d", null, 0.5]),
  fc.constantFrom<unknown>({}, null, 7),
);

/** The claims of a token in addition to those that make it valid. */
export const claimsArbitrary: fc.Arbitrary<Json> = fc.record(
  {
    scope: scopeClaim,
    scp: scopeClaim,
    tenant: claimValue,
    n: claimValue,
    roles: claimValue,
    nested: fc.oneof(
      fc.record({ id: claimValue, list: fc.array(claimValue, { maxLength: 2 }) }, { requiredKeys: [] }),
      claimValue,
    ),
  },
  { requiredKeys: [] },
);

const value = fc.constantFrom<unknown>("a", "b", "acme", 7, "7", true, "true", "", "*");
const values = fc.uniqueArray(value, { minLength: 1, maxLength: 2, selector: String });
const condition: fc.Arbitrary<WrittenCondition> = fc
  .tuple(
    fc.constantFrom(
      "tenant",
      "n",
      "roles",
      "/nested/id",
      "/nested/list/0",
      "/nested/list/00",
      "/nested/list",
      "missing",
      "nested",
    ),
    fc.record({ any: values, all: values, none: values }, { requiredKeys: [] }),
    fc.constantFrom("any", "all", "none"),
    values,
    fc.constantFrom({}, {}, {}, { separator: "," }, { separator: " " }, { member_names: true }),
  )
  .map(([name, given, least, some, format]) => ({ name, [least]: some, ...given, ...format }));

const ruleArbitrary = ruleOf({ allow: allowPath, deny: denyPath });

/** Rules, often with one that allows everything, because only then a deny rule has an effect. */
export const rulesArbitrary = fc
  .tuple(fc.array(ruleArbitrary, { maxLength: 4 }), fc.constantFrom([], [{ paths: ["/*"], any_token: true }]))
  .map(([rules, open]): readonly WrittenRule[] => [...rules, ...open]);

/** One rule that is likely to apply to the handshake of a WebSocket API. */
export const connectRuleArbitrary = ruleOf({
  allow: fc.constantFrom("$connect", "/*", "/a", "/{tenant}"),
  deny: fc.constantFrom("$connect", "/*", "/a"),
});

/** A valid rule, with `any_token` if it needs that. */
function ruleOf(paths: Readonly<Record<"allow" | "deny", fc.Arbitrary<string>>>): fc.Arbitrary<WrittenRule> {
  return fc
    .constantFrom("allow" as const, "allow" as const, "deny" as const)
    .chain((effect) =>
      fc.record(
        {
          effect: fc.constant(effect),
          methods: fc.uniqueArray(fc.constantFrom(...METHODS), { minLength: 1, maxLength: 3 }),
          paths: fc.uniqueArray(paths[effect], { minLength: 1, maxLength: 2 }),
          scopes: fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 2 }),
          claims: fc.array(condition, { minLength: 1, maxLength: 2 }),
        },
        { requiredKeys: effect === "deny" ? ["effect", "paths"] : ["paths"] },
      ),
    )
    .map(({ methods, ...rule }) => {
      const isOpen =
        rule.scopes === undefined && rule.claims === undefined && !rule.paths.join().includes("{");
      return {
        ...rule,
        ...(methods === undefined || rule.paths.includes("$connect") ? {} : { methods }),
        ...(isOpen ? { any_token: true } : {}),
      };
    });
}

/** Makes some of the rules apply only to some of the APIs. */
export function withApis(
  rules: fc.Arbitrary<readonly WrittenRule[]>,
  keys: readonly string[],
): fc.Arbitrary<readonly WrittenRule[]> {
  const someOrAll = fc.option(fc.subarray([...keys], { minLength: 1 }), { nil: undefined });
  return rules.chain((written) =>
    fc
      .tuple(...written.map(() => someOrAll))
      .map((of) =>
        written.map((rule, index) => (of[index] === undefined ? rule : { ...rule, apis: of[index] })),
      ),
  );
}

/** Makes a client's request from the rules and the claims of its token. */
export type WishOf = (rules: readonly WrittenRule[], claims: Json) => Wish;

const methodArbitrary = fc.constantFrom("DELETE", "GET", "GET", "GET", "HEAD", "POST", "TRACE");
const anyWish: fc.Arbitrary<WishOf> = fc
  .record({
    method: methodArbitrary,
    path: pathOf(
      fc.constantFrom(
        ...[
          "a",
          "a",
          "b",
          "acme",
          "7",
          "A",
          "x-acme",
          "acme.7",
          ...["axb", "a.b", "aa", "a+", "(a)", "$a", "1000", "-7"],
          ".well-known",
          "%61",
          "a;b",
          "*",
          "{tenant}",
        ],
        ...["", ".", "..", "%2e%2E", "a%2Fb", "..;", "..%3b", "..a", "%u002e", "%c0%ae"],
      ),
    ),
  })
  .map((wish) => () => wish);

/** Changes to the spelling of a path. The first two change nothing. */
const TWISTS: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => path,
  (path) => `${path}/`,
  (path) => path.replace(/\/$/, "") || "/",
  (path) => path.replace("a", "A"),
  (path) => path.replace("/", "//"),
  (path) => `${path}/..`,
  (path) => `${path}/..;`,
  (path) => path.replace("a", "%61"),
];

/** A request that matches one of the rules, or almost does. */
const aimedWish: fc.Arbitrary<WishOf> = fc
  .record({
    rule: fc.nat(),
    path: fc.nat(),
    method: fc.option(fc.nat()),
    star: fc.constantFrom("", "x", "a/b"),
    twist: fc.constantFrom(...TWISTS),
    otherMethod: methodArbitrary,
    tenant: fc.constantFrom("acme", "a", "7", "x", undefined),
  })
  .map(({ star, twist, otherMethod, tenant, ...at }) => (rules, claims) => {
    const rule = rules[at.rule % Math.max(rules.length, 1)];
    const methods = rule?.methods ?? METHODS;
    const aim = rule?.paths[at.path % rule.paths.length] ?? "/a";
    const path = aim
      .replaceAll("*", star)
      .replaceAll("?", "b")
      .replace(/\{[^{}]*\}/g, () => tenant ?? String(claims["tenant"] ?? ""));
    const method = at.method === null ? otherMethod : (methods[at.method % methods.length] ?? otherMethod);
    return { method, path: twist(path.startsWith("/") ? path : `/${path}`) };
  });

export const wishArbitrary = fc.oneof({ arbitrary: aimedWish, weight: 3 }, { arbitrary: anyWish, weight: 1 });
