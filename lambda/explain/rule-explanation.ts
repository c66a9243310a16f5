import { claimText, readClaim } from "../src/claim-reference.js";
import type { JsonObject } from "../src/json.js";
import { compileRule } from "../src/policy/compiled-rule.js";
import {
  createCondition,
  createTokenValues,
  hasAll,
  hasAny,
  hasNone,
  type TokenValues,
} from "../src/policy/conditions.js";
import { createMatcher } from "../src/policy/resource-patterns.js";
import { appliesTo, type ClaimCondition, type Rule } from "../src/policy/rule.js";
import type { RulePath } from "../src/policy/rule-path.js";
import { type ComparableTexts, pathText } from "../src/policy/values.js";
import type { ApiRequest } from "./api-request.js";

/** Whether a token satisfies a rule, and why not. */
export interface RuleExplanation {
  /** `rules[INDEX]` in Terraform. */
  readonly index: number;
  readonly effect: Rule["effect"];
  /** Null for all APIs. */
  readonly apis: readonly string[] | null;
  /** Null for all methods. */
  readonly methods: readonly string[] | null;
  readonly paths: readonly string[];
  readonly is_satisfied: boolean;
  /** The conditions that don't hold, in words, with the token's values. */
  readonly unmet: readonly string[];
  /** The claims that it reads and can't compare completely, in words. */
  readonly incomparable: readonly string[];
}

/**
 * Explains which conditions of a rule don't hold for these claims.
 *
 * @param api the key of the API that is called; undefined for an API that the configuration does not list
 */
export function explainRule(
  rule: Rule,
  index: number,
  claims: JsonObject,
  api: string | undefined,
): RuleExplanation {
  const { effect, apis, methods, paths } = rule;
  const values = createTokenValues(claims);
  const isSatisfied =
    appliesTo(rule, api) && createCondition(rule)(values) && compileRule(rule).patterns(claims) !== undefined;
  const incomparable = incomparableOf(rule, values);
  const unmet = isSatisfied
    ? []
    : [
        ...(appliesTo(rule, api) ? [] : [`applies only to the APIs ${apis?.join(", ")}`]),
        ...incomparable,
        ...unmetScopes(rule, values),
        ...rule.claims.flatMap((condition) => unmetCondition(condition, values)),
        ...paths.flatMap((path) => unfitPlaceholders(path, claims)),
      ];
  return {
    ...{ index, effect, apis: apis ?? null, methods: methods ?? null },
    paths: paths.map(({ text }) => text),
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
    ...(scopes === undefined ? [] : incomparableIn("the token's scopes", values.scopes())),
    ...claims.flatMap((condition) => incomparableIn(placeOf(condition), values.textsFor(condition))),
  ];
}

function incomparableIn(place: string, { texts, hasOthers }: ComparableTexts): readonly string[] {
  const what = texts.length === 0 ? "" : "completely ";
  return hasOthers
    ? [
        `${place} can't be ${what}compared: only strings in NFC without control characters, true, false and integers between -(2^53-1) and 2^53-1 can be`,
      ]
    : [];
}

/** Whether it is enough to say that nothing can be compared. */
function isIncomparable({ texts, hasOthers }: ComparableTexts): boolean {
  return texts.length === 0 && hasOthers;
}

function unmetScopes({ scopes }: Rule, values: TokenValues): readonly string[] {
  const given = values.scopes();
  return scopes === undefined || isIncomparable(given) || hasAny(scopes, given)
    ? []
    : [`needs one of the scopes ${listed(scopes)}; the token has ${listed(given.texts)}`];
}

function unmetCondition(condition: ClaimCondition, values: TokenValues): readonly string[] {
  const given = values.textsFor(condition);
  if (isIncomparable(given)) {
    return [];
  }
  const { any, all, none } = condition;
  const wishes = [
    any === undefined || hasAny(any, given) ? undefined : `one of ${listed(any)}`,
    all === undefined || hasAll(all, given) ? undefined : `all of ${listed(all)}`,
    none === undefined || hasNone(none, given) ? undefined : `none of ${listed(none)}`,
  ].filter((wish) => wish !== undefined);
  return wishes.map((wish) => `needs ${wish} in ${placeOf(condition)}; the token has ${listed(given.texts)}`);
}

/** Where a condition looks for values. */
function placeOf({ claim, format }: ClaimCondition): string {
  if (format?.separator !== undefined) {
    return `${claimText(claim)}, separated by ${JSON.stringify(format.separator)}`;
  }
  return format?.memberNames ? `the member names of ${claimText(claim)}` : claimText(claim);
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
