import { type ClaimReference, readClaim } from "../claim-reference.js";
import { type JsonObject, own } from "../json.js";
import type { ClaimCondition, Rule } from "./rule.js";
import { comparableTexts, scopeTexts } from "./values.js";

/** What rules read of one token. Each claim is looked up once. Undefined means that it can't be compared. */
export interface TokenValues {
  readonly scopes: () => readonly string[] | undefined;
  readonly textsOf: (claim: ClaimReference) => readonly string[] | undefined;
}

/** Makes the view that rules have of a token. A reference is looked up once if it is the same object. */
export function createTokenValues(claims: JsonObject): TokenValues {
  // Null stands for what can't be compared.
  const known = new Map<ClaimReference, readonly string[] | null>();
  let scopes: readonly string[] | null | undefined;
  return {
    scopes: () => {
      scopes = scopes === undefined ? (scopesForRules(claims) ?? null) : scopes;
      return scopes ?? undefined;
    },
    textsOf: (claim) => {
      let texts = known.get(claim);
      if (texts === undefined) {
        texts = comparableTexts(readClaim(claims, claim)) ?? null;
        known.set(claim, texts);
      }
      return texts ?? undefined;
    },
  };
}

/** The union of `scope` (RFC 8693, RFC 9068) and `scp`, which some providers use instead. */
function scopesForRules(claims: JsonObject): readonly string[] | undefined {
  const scope = scopeTexts(own(claims, "scope"));
  const scp = scopeTexts(own(claims, "scp"));
  return scope === undefined || scp === undefined ? undefined : [...scope, ...scp];
}

/**
 * Makes the function that says whether a rule's conditions hold for a token. A claim that can't be compared makes every
 * allow rule that reads it fail, and every deny rule that reads it hold.
 */
export function createCondition({
  effect,
  scopes,
  claims,
}: Pick<Rule, "effect" | "scopes" | "claims">): (values: TokenValues) => boolean {
  const ifIncomparable = effect === "deny";
  return (values) => {
    let isMet = true;
    if (scopes !== undefined) {
      const given = values.scopes();
      if (given === undefined) {
        return ifIncomparable;
      }
      isMet = scopes.some((scope) => given.includes(scope));
    }
    for (const condition of claims) {
      const given = values.textsOf(condition.claim);
      if (given === undefined) {
        return ifIncomparable;
      }
      isMet &&= holds(condition, given);
    }
    return isMet;
  };
}

function holds({ any, all, none }: ClaimCondition, given: readonly string[]): boolean {
  return (
    (any?.some((value) => given.includes(value)) ?? true) &&
    (all?.every((value) => given.includes(value)) ?? true) &&
    !none?.some((value) => given.includes(value))
  );
}
