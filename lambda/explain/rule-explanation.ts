import type { ClaimReference } from "../src/claim.js";
import { readClaim } from "../src/claim.js";
import type { JsonObject } from "../src/json.js";
import { compileRule } from "../src/policy/compiled-rule.js";
import { createCondition, createTokenValues, type TokenValues } from "../src/policy/conditions.js";
import { createMatcher, parsePath } from "../src/policy/resource.js";
import type { ClaimCondition, Rule } from "../src/policy/rule.js";
import { pathText } from "../src/policy/values.js";
import type { ApiRequest } from "./api-request.js";

/** What one rule says of one token. */
export interface RuleExplanation {
  /** As Terraform counts: `rules[INDEX]`. */
  readonly index: number;
  readonly effect: Rule["effect"];
  /** Null for all. */
  readonly methods: readonly string[] | null;
  readonly paths: readonly string[];
  readonly is_satisfied: boolean;
  /** The conditions that keep it from being satisfied, in words; the values are the token's. */
  readonly unmet: readonly string[];
  /** What it reads and can't compare, in words. That satisfies a deny rule, whatever else it asks for, and no allow rule. */
  readonly incomparable: readonly string[];
}

/** Says of a rule which of its conditions don't hold for these claims. */
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
  return { index, effect, methods: methods ?? null, paths, is_satisfied: isSatisfied, unmet, incomparable };
}

/** Whether a rule is about a request; of one whose placeholders can't be filled, whether it could be. */
export function covers(rule: Rule, claims: JsonObject, { resource, isWebSocket }: ApiRequest): boolean {
  const compiled = compileRule(rule);
  if (isWebSocket) {
    return compiled.coversConnect;
  }
  const anyValue = {
    ...rule,
    paths: rule.paths.map((path) => path.replace(/\{[^{}]*\}/g, "?*").replace(/\*+/g, "*")),
  };
  return createMatcher(compiled.patterns(claims) ?? compileRule(anyValue).patterns({}) ?? [])(resource);
}

function incomparableOf({ scopes, claims }: Rule, values: TokenValues): readonly string[] {
  return [
    ...(scopes !== undefined && values.scopes() === undefined
      ? ["the token's scopes can't be compared"]
      : []),
    ...claims
      .filter(({ claim }) => values.textsOf(claim) === undefined)
      .map(
        ({ claim }) =>
          `${nameOf(claim)} can't be compared: only strings in NFC, true, false and integers within 2^53 can`,
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
  const name = nameOf(condition.claim);
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

function unfitPlaceholders(path: string, claims: JsonObject): readonly string[] {
  return (parsePath(path) ?? []).flatMap((part) => {
    if (typeof part === "string" || pathText(readClaim(claims, part)) !== undefined) {
      return [];
    }
    const isMissing = readClaim(claims, part) === undefined;
    const fault = isMissing ? "is missing" : "must be an integer, or 1 to 128 of A-Z a-z 0-9 . _ ~ -";
    return [`${nameOf(part)}, which goes into ${path}, ${fault}`];
  });
}

/** A claim as the configuration names it. */
function nameOf(claim: ClaimReference): string {
  const [first = ""] = claim;
  return claim.length === 1 && !first.startsWith("/")
    ? first
    : claim.map((segment) => `/${segment.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function listed(values: readonly string[]): string {
  return values.length === 0 ? "none" : values.map((value) => JSON.stringify(value)).join(", ");
}
