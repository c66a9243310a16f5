import type { CONTRACT } from "../config/contract.js";
import { type Failure, failure } from "../failure.js";
import { clientIdOf } from "../gateway/context.js";
import { type JsonObject, own } from "../json.js";

/** A claim by which tokens are revoked. */
export type RevocationClaim = (typeof CONTRACT.revocation_claims)[number];

/** What an item in the table can revoke a token by. */
export interface Subject {
  readonly claim: RevocationClaim;
  /** The sort key of the item, `CLAIM#VALUE`. No name of a claim contains `#`, so two claims never have the same. */
  readonly key: string;
}

/** Where the items of a token are. */
export interface Subjects {
  /** The partition key: the token's `iss`, or {@link NO_ISSUER}. */
  readonly iss: string;
  /** At least one. */
  readonly subjects: readonly Subject[];
}

/** The partition key of tokens without `iss`: DynamoDB accepts no empty key. */
export const NO_ISSUER = "(none)";

/** DynamoDB's limits of a partition key and of a sort key, in bytes of UTF-8. */
const MAX_ISSUER_BYTES = 2048;
const MAX_SUBJECT_BYTES = 1024;

/**
 * The keys of the items that could revoke a token.
 *
 * @param claims of a token that was verified
 * @param by the claims by which tokens are revoked
 * @returns a refusal if nobody could revoke the token: one of its claims can't be a key, or it has none of them
 */
export function subjectsOf(claims: JsonObject, by: readonly RevocationClaim[]): Subjects | Failure {
  const iss = own(claims, "iss") || NO_ISSUER;
  if (typeof iss !== "string" || Buffer.byteLength(iss) > MAX_ISSUER_BYTES) {
    return unusable("iss");
  }
  const subjects: Subject[] = [];
  for (const claim of by) {
    const value = claimValue(claims, claim);
    if (typeof value !== "string") {
      return unusable(claim);
    }
    if (value === "") {
      continue;
    }
    const key = `${claim}#${value}`;
    if (isLongerThan(key, MAX_SUBJECT_BYTES)) {
      return unusable(claim);
    }
    subjects.push({ claim, key });
  }
  return subjects.length === 0 ? failure("token_not_revocable") : { iss, subjects };
}

function unusable(claim: string): Failure {
  return { ...failure("token_malformed", claim), hint: MUST_BE_A_KEY };
}

const MUST_BE_A_KEY =
  "a claim by which tokens are revoked must be a string that fits into a key of DynamoDB (1024 bytes; iss 2048)";

/** Empty if the token does not have the claim. Some providers write null for a claim that a token does not have. */
function claimValue(claims: JsonObject, claim: RevocationClaim): unknown {
  return claim === "client_id" ? clientIdOf(claims) : (own(claims, claim) ?? "");
}

/** Counts the bytes only if there may be too many. */
function isLongerThan(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes;
}
