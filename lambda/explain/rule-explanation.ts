import { claimText, readClaim } from "../src/claim-reference.js";
import type { JsonObject } from "../src/json.js";
import { compileRule } from "../src/policy/compiled-rule.js";
import { createCondition, createTokenValues, type TokenValues } from "../src/policy/conditions.js";
import { createMatcher } from "../src/policy/resource-patterns.js";
import type { ClaimCondition, Rule } from "../src/policy/rule.js";
import type { RulePath } from "../src/policy/rule-path.js";
import { pathText } from "../src/policy/values.js";
import type { ApiRequest } from "./api-request.js";

/** Whether a token satisfies a rule, and why not. */
export interface RuleExplanation {
  /** `rules[INDEX]` in Terraform. */
  readonly index: number;
  readonly effect: Rule["effect"];
  /** Null for all methods. */
  readonly methods: readonly string[] | null;
  readonly paths: readonly string[];
  readonly is_satisfied: boolean;
  /** The conditions that don't hold, in words, with the token's values. */
  readonly unmet: readonly string[];
  /** The claims that it reads and can't compare, in words. They satisfy every deny rule and no allow rule. */
  readonly incomparable: readonly string[];
}

/** Explains which conditions of a rule don't hold for these claims. */
export function explainRule(rule: Rule, index: number, claims: JsonObject): RuleExplanation {
  const { effect, methods, paths } = rule;
  const values = createTokenValues(claims);
  const isSatisfied = createCondition(rule)(values) && compileRule(rule).patterns(claims) !== undefined;
  const incomparable = incomparableOf(rule, values);
  const unmet = isSatisfied
    ? []
    : [
        ...incomparable,
        ...unmetScopes(rule, values),
        ...rule.claims.flatMap((condition) => unmetCondition(condition, values)),
        ...paths.flatMap((path) => unfitPlaceholders(path, claims)),
      ];
  return {
    ...{ index, effect, methods: methods ?? null, paths: paths.map(({ text }) => text) },
    ...{ is_satisfied: isSatisfied, unmet, incomparable },
  };
}

/** Says which conditions don't hold for these claims, with the token's values. */
export function explainConditions(
  conditions: readonly ClaimCondition[],
  claims: JsonObject,
): readonly string[] {
  const values = createTokenValues(claims);
  return [
    ...incomparableOf({ scopes: undefined, claims: conditions }, values),
    ...conditions.flatMap((condition) => unmetCondition(condition, values)),
  ];
}

/** Whether a rule covers a request. A placeholder that can't be filled counts as any value. */
export function covers(rule: Rule, claims: JsonObject, { resource, isWebSocket }: ApiRequest): boolean {
  const compiled = compileRule(rule);
  if (isWebSocket) {
    return compiled.coversConnect;
  }
  const anyValue = compileRule({ ...rule, paths: rule.paths.map(withAnyValue) });
  return createMatcher(compiled.patterns(claims) ?? anyValue.patterns({}) ?? [])(resource);
}

function withAnyValue({ text, parts }: RulePath): RulePath {
  const pattern = parts.map((part) => (typeof part === "string" ? part : "?*")).join("");
  return { text, parts: [pattern.replace(/\*+/g, "*")] };
}

function incomparableOf(
  { scopes, claims }: Pick<Rule, "scopes" | "claims">,
  values: TokenValues,
): readonly string[] {
  return [
    ...(scopes !== undefined && values.scopes() === undefined
      ? ["the token's scopes can't be compared"]
      : []),
    ...claims
      .filter(({ claim }) => values.textsOf(claim) === undefined)
      .map(
        ({ claim }) =>
          `${claimText(claim)} can't be compared: only strings in NFC, true, false and integers between -(2^53-1) and 2^53-1 can be`,
      ),
  ];
}

function unmetScopes({ scopes }: Rule, values: TokenValues): readonly string[] {
  const given = values.scopes();
  return scopes === undefined || given === undefined || scopes.some((scope) => given.includes(scope))
    ? []
    : [`needs one of the scopes ${listed(scopes)}; the token has ${listed(given)}`];
}

function unmetCondition(condition: ClaimCondition, values: TokenValues): readonly string[] {
  const name = claimText(condition.claim);
  const given = values.textsOf(condition.claim);
  if (given === undefined) {
    return [];
  }
  const { any, all, none } = condition;
  const wishes = [
    any !== undefined && !any.some((value) => given.includes(value)) ? `one of ${listed(any)}` : undefined,
    all !== undefined && !all.every((value) => given.includes(value)) ? `all of ${listed(all)}` : undefined,
    none?.some((value) => given.includes(value)) ? `none of ${listed(none)}` : undefined,
  ].filter((wish) => wish !== undefined);
  return wishes.map((wish) => `needs ${wish} in ${name}; the token has ${listed(given)}`);
}

function unfitPlaceholders({ text, parts }: RulePath, claims: JsonObject): readonly string[] {
  return parts.flatMap((part) => {
    if (typeof part === "string" || pathText(readClaim(claims, part)) !== undefined) {
      return [];
    }
    const isMissing = readClaim(claims, part) === undefined;
    const fault = isMissing
      ? "is missing"
      : "must be an integer, or 1 to 128 of A-Z a-z 0-9 . _ ~ - other than . and ..";
    return [`the claim ${claimText(part)}, used in ${text}, ${fault}`];
  });
}

function listed(values: readonly string[]): string {
  return values.length === 0 ? "none" : values.map((value) => JSON.stringify(value)).join(", ");
}
