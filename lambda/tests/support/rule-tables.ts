import type { Json } from "./keys.ts";
import { malformedNames, malformedPaths, malformedValues } from "./malformed-values.ts";

/*
 * Valid and invalid rules. The same tables test the function's reader and Terraform's validations, so that neither
 * accepts what the other rejects.
 */

/** Valid rules, at the limits of what is allowed. */
export const ACCEPTED_RULES: Readonly<Record<string, readonly unknown[] | null>> = {
  "no rules": null,
  "every attribute": [
    { effect: "allow", methods: ["GET"], paths: ["/a"], scopes: ["s"], claims: [{ name: "c", any: ["x"] }] },
    { effect: "deny", methods: ["GET"], paths: ["/a"], scopes: ["s"], claims: [{ name: "c", none: ["x"] }] },
  ],
  "nulls instead of missing attributes": [
    { effect: null, methods: null, paths: ["/a"], scopes: null, claims: null, any_token: true },
    { paths: ["/a"], claims: [{ name: "c", any: null, all: ["x"], none: null }], any_token: null },
  ],
  "any_token = false with a condition": [{ paths: ["/a"], scopes: ["s"], any_token: false }],
  "a placeholder as the only condition": [{ paths: ["/{tenant}"] }],
  "every method": [
    { methods: ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"], paths: ["/a"], any_token: true },
  ],
  $connect: [
    { paths: ["$connect"], any_token: true },
    { paths: ["/*", "$connect"], scopes: ["s"] },
  ],
  "every character of a path": [{ paths: ["/a-z_0~.@%2B+,;:=!$&'()*?"], any_token: true }],
  "three placeholders": [{ paths: ["/{a}{/b/c}/{https://example.com/d}"] }],
  "a path of 412 characters": [{ paths: [`/${"a".repeat(411)}`], any_token: true }],
  "a pointer of four segments": [{ paths: ["/a"], claims: [{ name: "/a~1b/~0/0/", any: ["x"] }] }],
  "values of every kind": [
    { paths: ["/a"], claims: [{ name: "c", any: ["", "x y", true, false, 0, -7, 2 ** 53 - 1] }] },
  ],
  "a value of 256 characters outside the basic plane": [
    { paths: ["/a"], claims: [{ name: "c", any: ["😀".repeat(256)] }] },
  ],
  "a value of 256 characters": [{ paths: ["/a"], claims: [{ name: "c", any: ["é".repeat(256)] }] }],
  "a scope with every character": [{ paths: ["/a"], scopes: ["!#$%&'()*+,-./09:;<=>?@AZ[]^_`az{|}~"] }],
};

/** Invalid rules, with the path in the function's fault and the beginning of Terraform's message. */
export interface RefusedRules {
  readonly name: string;
  readonly rules: unknown;
  readonly fault: string;
  readonly message: string;
}

const refused = (name: string, rules: unknown, fault: string, message: string): RefusedRules => ({
  name,
  rules,
  fault,
  message,
});

/** A rule that is valid except for these attributes. */
const ruleWith = (attributes: Json): readonly Json[] => [{ paths: ["/a"], scopes: ["s"], ...attributes }];

/** A rule with a condition that is valid except for these attributes. */
const conditionWith = (attributes: Json): readonly Json[] => [
  { paths: ["/a"], claims: [{ name: "c", any: ["x"], ...attributes }] },
];

const FINE = { paths: ["/a"], any_token: true };

/** Each has one fault only, so that nothing else can be the reason. */
export const REFUSED_RULES: readonly RefusedRules[] = [
  refused(
    "an API, if there are no apis",
    ruleWith({ apis: ["orders"] }),
    "rules[0].apis[0]",
    'rules[0].apis[0] is "orders": the input apis has no entries. Add one with this key',
  ),
  ...["orders", [], {}, 1].map((apis) =>
    refused(
      `${JSON.stringify(apis)} as its APIs`,
      ruleWith({ apis }),
      "rules[0].apis",
      "rules[0].apis must be a non-empty list. Leave it out",
    ),
  ),
  ...[{}, { paths: ["/a"] }, "/a", 1, true].map((rules) =>
    refused(`${JSON.stringify(rules)} instead of a list`, rules, "rules", "rules must be a list of objects"),
  ),
  ...["/a", 1, true, null, [], ["/a"]].map((rule) =>
    refused(
      `${JSON.stringify(rule)} instead of a rule`,
      [FINE, rule],
      "rules[1]",
      "rules[1] must be an object",
    ),
  ),
  refused(
    "an unknown attribute",
    ruleWith({ scope: ["s"] }),
    "rules[0].scope",
    'rules[0] has the unknown attribute "scope"',
  ),
  refused(
    "an unknown attribute of the second rule",
    [FINE, { ...FINE, path: "/a" }],
    "rules[1].path",
    'rules[1] has the unknown attribute "path"',
  ),
  refused(
    "an unknown attribute of a condition",
    conditionWith({ value: "x" }),
    "rules[0].claims[0].value",
    'rules[0].claims[0] has the unknown attribute "value"',
  ),
  refused(
    "an unknown attribute of a condition that is null",
    conditionWith({ value: null }),
    "rules[0].claims[0].value",
    'rules[0].claims[0] has the unknown attribute "value"',
  ),
  ...["permit", "Allow", "", 1, ["allow"]].map((effect) =>
    refused(
      `effect ${JSON.stringify(effect)}`,
      ruleWith({ effect }),
      "rules[0].effect",
      `rules[0].effect is ${JSON.stringify(effect)}: write "allow" or "deny"`,
    ),
  ),
  ...["methods", "paths", "scopes", "claims"].flatMap((name) =>
    [[], "GET", {}, 1].map((list) =>
      refused(
        `${name} ${JSON.stringify(list)}`,
        ruleWith({ [name]: list }),
        `rules[0].${name}`,
        `rules[0].${name} must be a non-empty list`,
      ),
    ),
  ),
  refused("no paths", [{ scopes: ["s"] }], "rules[0].paths", "rules[0].paths must be a non-empty list"),
  ...["get", "ANY", "*", "TRACE", "", "GET ", 1, null, ["GET"]].map((method) =>
    refused(
      `the method ${JSON.stringify(method)}`,
      ruleWith({ methods: ["GET", method] }),
      "rules[0].methods[1]",
      `rules[0].methods[1] is ${JSON.stringify(method)}: write ${method === "get" ? '"GET".' : "one of DELETE, GET"}`,
    ),
  ),
  ...["", "a b", 'a"b', "a\\b", "ä", "a\n", "s".repeat(257), 1, null].map((scope) =>
    refused(
      `the scope ${JSON.stringify(scope)}`,
      ruleWith({ scopes: ["s", scope] }),
      "rules[0].scopes[1]",
      `rules[0].scopes[1] is ${JSON.stringify(scope)}: write one scope`,
    ),
  ),
  ...(
    [
      ["methods", ["GET", "GET"]],
      ["paths", ["/a", "/a"]],
      ["scopes", ["s", "s"]],
    ] as const
  ).map(([name, list]) =>
    refused(
      `duplicate ${name}`,
      ruleWith({ [name]: list }),
      `rules[0].${name}`,
      `rules[0].${name} must not contain duplicates`,
    ),
  ),
  ...malformedPaths.map(([path, message]) =>
    refused(
      `the path ${JSON.stringify(path).slice(0, 60)}`,
      [{ paths: ["/a", path], scopes: ["s"] }],
      "rules[0].paths[1]",
      `rules[0].paths[1] is ${JSON.stringify(path)}: ${message}`,
    ),
  ),
  refused(
    "a placeholder in a deny rule",
    [{ effect: "deny", paths: ["/{tenant}"] }],
    "rules[0].paths[0]",
    'rules[0].paths[0] is "/{tenant}": remove the placeholder',
  ),
  refused(
    "$connect with methods",
    [{ methods: ["GET"], paths: ["/a", "$connect"], any_token: true }],
    "rules[0].methods",
    'rules[0].paths[1] is "$connect": move it to a rule without methods',
  ),
  ...["c", 1, null, [], ["c"]].map((condition) =>
    refused(
      `${JSON.stringify(condition)} instead of a condition`,
      [{ paths: ["/a"], claims: [condition] }],
      "rules[0].claims[0]",
      "rules[0].claims[0] must be an object",
    ),
  ),
  ...malformedNames.map((name) =>
    refused(
      `the claim ${JSON.stringify(name)}`,
      conditionWith({ name }),
      "rules[0].claims[0].name",
      `rules[0].claims[0].name is ${JSON.stringify(name)}: write the name of a top-level claim`,
    ),
  ),
  refused(
    "a condition without values",
    conditionWith({ any: null }),
    "rules[0].claims[0].any",
    "rules[0].claims[0] must have any, all or none",
  ),
  ...["any", "all", "none"].flatMap((list) => [
    ...[[], "x", {}, 1].map((values) =>
      refused(
        `${list} ${JSON.stringify(values)}`,
        conditionWith({ [list]: values }),
        `rules[0].claims[0].${list}`,
        `rules[0].claims[0].${list} must be a non-empty list`,
      ),
    ),
    ...malformedValues.map((value) =>
      refused(
        `${list} with the value ${JSON.stringify(value)}`,
        conditionWith({ [list]: ["x", value] }),
        `rules[0].claims[0].${list}[1]`,
        `rules[0].claims[0].${list}[1] is ${value === 1e21 ? `1${"0".repeat(21)}` : JSON.stringify(value)}: write a string of at most 256 characters`,
      ),
    ),
    ...[
      ["x", "x"],
      [1, "1"],
      [true, "true"],
    ].map((values) =>
      refused(
        `duplicates in ${list}: ${JSON.stringify(values)}`,
        conditionWith({ [list]: values }),
        `rules[0].claims[0].${list}`,
        `rules[0].claims[0].${list} must not contain duplicates`,
      ),
    ),
  ]),
  refused(
    "a rule without a condition",
    [{ paths: ["/a"] }],
    "rules[0].any_token",
    "rules[0] has no condition",
  ),
  refused(
    "a deny rule without a condition",
    [FINE, { effect: "deny", paths: ["/a"] }],
    "rules[1].any_token",
    "rules[1] has no condition",
  ),
  refused(
    "a rule whose any_token is false",
    [{ paths: ["/a"], any_token: false }],
    "rules[0].any_token",
    "rules[0] has no condition",
  ),
  ...[{ scopes: ["s"] }, { claims: [{ name: "c", any: ["x"] }] }, { paths: ["/{tenant}"] }].map((condition) =>
    refused(
      `any_token with ${JSON.stringify(condition)}`,
      [{ ...FINE, ...condition }],
      "rules[0].any_token",
      "rules[0].any_token is true, but the rule has scopes, claims or a placeholder: leave any_token out",
    ),
  ),
  ...["true", 1, [true], {}].map((any_token) =>
    refused(
      `any_token ${JSON.stringify(any_token)}`,
      [{ ...FINE, any_token }],
      "rules[0].any_token",
      `rules[0].any_token is ${JSON.stringify(any_token)}: write true or false`,
    ),
  ),
];
