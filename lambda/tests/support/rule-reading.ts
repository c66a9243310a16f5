import type { Json } from "./keys.ts";

/** A rule as a user writes it. */
export interface WrittenRule {
  readonly effect?: "allow" | "deny";
  readonly apis?: readonly string[];
  readonly methods?: readonly string[];
  readonly paths: readonly string[];
  readonly scopes?: readonly string[];
  readonly claims?: readonly WrittenCondition[];
  readonly any_token?: boolean;
}

/** A condition as a user writes it. */
export interface WrittenCondition {
  readonly name: string;
  readonly any?: readonly unknown[];
  readonly all?: readonly unknown[];
  readonly none?: readonly unknown[];
  readonly separator?: string;
  readonly member_names?: boolean;
}

/** The method and path of one request. */
export interface Wish {
  readonly method: string;
  readonly path: string;
}

/** What `strict_paths` denies. */
const STRICT = /\/\.\.|\/\.(\/|$)|\/\/|%2[eEfF]|%5[cC]|%[cC]0|%u/;

/**
 * Evaluates the rules for one request directly from their documentation, without a policy and without the code under
 * test. It is slow, and only for small inputs.
 *
 * @param api the key of the API that is called; by default, an API that the configuration does not list
 */
export function isAllowedByRules(
  allRules: readonly WrittenRule[],
  strictPaths: boolean,
  claims: Json,
  wish: Wish,
  api?: string,
): boolean {
  if (allRules.length === 0) {
    return true;
  }
  const rules = allRules.filter(({ apis }) => apis === undefined || apis.some((key) => key === api));
  if (strictPaths && STRICT.test(wish.path)) {
    return false;
  }
  const someApplies = (effect: "allow" | "deny"): boolean =>
    rules.some((rule) => (rule.effect ?? "allow") === effect && applies(rule, effect, claims, wish));
  return someApplies("allow") && !someApplies("deny");
}

/** Evaluates the rules for the handshake of a WebSocket API. */
export function isConnectAllowedByRules(rules: readonly WrittenRule[], claims: Json): boolean {
  const covers = ({ effect, paths, methods }: WrittenRule): boolean =>
    paths.includes("$connect") ||
    (paths.includes("/*") && (methods === undefined || (effect === "deny" && methods.length === 7)));
  const someApplies = (effect: "allow" | "deny"): boolean =>
    rules.some(
      (rule) =>
        (rule.effect ?? "allow") === effect &&
        covers(rule) &&
        isSatisfied(rule, effect, claims) &&
        filledPaths(rule, claims) !== undefined,
    );
  return rules.length === 0 || (someApplies("allow") && !someApplies("deny"));
}

function applies(rule: WrittenRule, effect: "allow" | "deny", claims: Json, { method, path }: Wish): boolean {
  const known = rule.methods ?? ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
  const everything = effect === "deny" && rule.methods === undefined && rule.paths.includes("/*");
  const paths = filledPaths(rule, claims);
  return (
    paths !== undefined &&
    isSatisfied(rule, effect, claims) &&
    (everything ||
      (known.includes(method) &&
        paths.some((pattern) => (effect === "deny" ? isCovered(pattern, path) : isMatch(pattern, path)))))
  );
}

/** A deny on `/p` also covers `/p/`, and the reverse. A deny on `/p/*` also covers `/p`. */
function isCovered(pattern: string, path: string): boolean {
  const [, stem = "", end = ""] = /^(.*?)(\/\*|\*|\/|)$/.exec(pattern) ?? [];
  const twin = { "/*": stem, "*": "", "/": stem, "": `${stem}/` }[end];
  return isMatch(pattern, path) || (twin !== undefined && twin !== "" && isMatch(twin, path));
}

/** The paths with the token's values filled in, or undefined if a value is not allowed in a path. */
function filledPaths({ paths }: WrittenRule, claims: Json): readonly string[] | undefined {
  let isAllowed = true;
  const filled = paths.map((path) =>
    path.replace(/\{([^{}]*)\}/g, (_, name: string) => {
      const value = claimAt(claims, name);
      const text = typeof value === "number" && Number.isSafeInteger(value) ? `${value}` : value;
      if (typeof text !== "string" || !/^[\w.~-]{1,128}$/.test(text) || /^\.\.?$/.test(text)) {
        isAllowed = false;
        return "";
      }
      return text;
    }),
  );
  return isAllowed ? filled : undefined;
}

/** A value that can't be compared may equal anything: an allow rule must hold whatever it is, and a deny rule holds. */
function isSatisfied(rule: WrittenRule, effect: "allow" | "deny", claims: Json): boolean {
  const scopes = [claims["scope"], claims["scp"]].flatMap((claim) => valuesOf(claim, { separator: " " }));
  const conditions = (rule.claims ?? []).map((condition) => ({
    ...condition,
    values: valuesOf(claimAt(claims, condition.name), condition),
  }));
  const read = [...(rule.scopes === undefined ? [] : scopes), ...conditions.flatMap(({ values }) => values)];
  if (effect === "deny" && read.includes(undefined)) {
    return true;
  }
  return (
    (rule.scopes === undefined || rule.scopes.some((scope) => scopes.includes(scope))) &&
    conditions.every(({ any, all, none, values }) => {
      const has = (value: unknown): boolean => values.includes(`${value}`);
      return (
        (!any || any.some(has)) &&
        (!all || all.every(has)) &&
        (!none || !(values.includes(undefined) || none.some(has)))
      );
    })
  );
}

/** The values of a claim as strings; undefined stands for each that can't be compared. */
function valuesOf(
  claim: unknown,
  { separator, member_names }: Pick<WrittenCondition, "separator" | "member_names">,
): readonly (string | undefined)[] {
  if (claim === undefined || claim === null) {
    return [];
  }
  if (member_names) {
    const isObject = typeof claim === "object" && !Array.isArray(claim);
    const names = isObject
      ? Object.entries(claim).filter(([, value]) => value !== null && value !== false)
      : [];
    return isObject ? names.map(([name]) => textOf(name)) : [undefined];
  }
  if (typeof claim === "string" && separator !== undefined) {
    const parts = claim.split(separator).map((part) => part.replace(/^[ \t]+|[ \t]+$/g, ""));
    return parts.filter((part) => part !== "").map(textOf);
  }
  const items: readonly unknown[] = Array.isArray(claim)
    ? claim.filter((item) => typeof item !== "object")
    : [claim];
  return items.map(textOf);
}

function textOf(value: unknown): string | undefined {
  return isExact(value) ? `${value}` : undefined;
}

function claimAt(claims: Json, name: string): unknown {
  const segments = name.startsWith("/")
    ? name
        .slice(1)
        .split("/")
        .map((segment) => segment.replace(/~1/g, "/").replace(/~0/g, "~"))
    : [name];
  return segments.reduce<unknown>((value, segment) => {
    if (typeof value !== "object" || value === null) {
      return undefined;
    }
    const isMember = Array.isArray(value) ? /^(0|[1-9]\d*)$/.test(segment) : Object.hasOwn(value, segment);
    return isMember ? (value as Json)[segment] : undefined;
  }, claims);
}

function isExact(value: unknown): boolean {
  return (
    typeof value === "boolean" ||
    (typeof value === "number" && Number.isSafeInteger(value)) ||
    (typeof value === "string" && value === value.normalize("NFC") && !/\p{Cc}/u.test(value))
  );
}

/** `*` matches any number of characters, `?` exactly one. */
function isMatch(pattern: string, text: string): boolean {
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === undefined) {
    return text === "";
  }
  if (first === "*") {
    return isMatch(rest, text) || (text !== "" && isMatch(pattern, text.slice(1)));
  }
  return text !== "" && (first === "?" || first === text[0]) && isMatch(rest, text.slice(1));
}
