import { type ClaimReference, readClaim } from "../claim-reference.js";
import { type JsonObject, own } from "../json.js";
import type { ClaimCondition, Rule } from "./rule.js";
import { type ComparableTexts, comparableTexts, scopeTexts } from "./values.js";

/** What rules read of one token. Each claim is looked up once. */
export interface TokenValues {
  readonly scopes: () => ComparableTexts;
  /** The values that a condition compares. */
  readonly textsFor: (condition: ClaimCondition) => ComparableTexts;
}

/** Makes the view that rules have of a token. A reference is looked up once if it is the same object. */
export function createTokenValues(claims: JsonObject): TokenValues {
  const known = new Map<ClaimReference | ClaimCondition, ComparableTexts>();
  let scopes: ComparableTexts | undefined;
  return {
    scopes: () => {
      scopes ??= scopesForRules(claims);
      return scopes;
    },
    textsFor: (condition) => {
      const { claim, format } = condition;
      const name = format === undefined ? claim : condition;
      let texts = known.get(name);
      if (texts === undefined) {
        texts = comparableTexts(readClaim(claims, claim), format);
        known.set(name, texts);
      }
      return texts;
    },
  };
}

/** The union of `scope` (RFC 8693, RFC 9068) and `scp`, which some providers use instead. */
function scopesForRules(claims: JsonObject): ComparableTexts {
  const scope = scopeTexts(own(claims, "scope"));
  const scp = scopeTexts(own(claims, "scp"));
  return { texts: [...scope.texts, ...scp.texts], hasOthers: scope.hasOthers || scp.hasOthers };
}

/**
 * Makes the function that says whether a rule's conditions hold for a token. A value that can't be compared could equal
 * anything: the conditions of an allow rule must hold whatever it equals, and a deny rule that reads it holds.
 */
export function createCondition({
  effect,
  scopes,
  claims,
}: Pick<Rule, "effect" | "scopes" | "claims">): (values: TokenValues) => boolean {
  return (values) => {
    let isMet = true;
    if (scopes !== undefined) {
      const given = values.scopes();
      if (effect === "deny" && given.hasOthers) {
        return true;
      }
      isMet = hasAny(scopes, given);
    }
    for (const condition of claims) {
      const given = values.textsFor(condition);
      if (effect === "deny" && given.hasOthers) {
        return true;
      }
      isMet &&= holds(condition, given);
    }
    return isMet;
  };
}

/** Whether one of these is certainly among the given values. */
export function hasAny(wanted: readonly string[], { texts }: ComparableTexts): boolean {
  return wanted.some((value) => texts.includes(value));
}

/** Whether all of these are certainly among the given values. */
export function hasAll(wanted: readonly string[], { texts }: ComparableTexts): boolean {
  return wanted.every((value) => texts.includes(value));
}

/** Whether certainly none of these is among the given values. */
export function hasNone(unwanted: readonly string[], { texts, hasOthers }: ComparableTexts): boolean {
  return !hasOthers && !unwanted.some((value) => texts.includes(value));
}

function holds({ any, all, none }: ClaimCondition, given: ComparableTexts): boolean {
  return (
    (any === undefined || hasAny(any, given)) &&
    (all === undefined || hasAll(all, given)) &&
    (none === undefined || hasNone(none, given))
  );
}
