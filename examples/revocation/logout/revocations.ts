import type { Logout } from "./logout-token.js";

/** An item of the table of revocations, in DynamoDB's JSON. */
export interface Revocation extends Record<string, { S: string } | { N: string }> {
  readonly iss: { S: string };
  /** `CLAIM#VALUE`. */
  readonly subject: { S: string };
  /** Tokens issued before this time are revoked, in seconds since the epoch. */
  readonly revoked_before: { N: string };
  /** When DynamoDB may delete the item. */
  readonly expires_at: { N: string };
}

/**
 * The items that end what a logout token names: the session, the tokens of the user, or both. Tokens that the provider
 * issues after the logout are valid. `iat` has whole seconds, so tokens of the same second are revoked too.
 *
 * @param tokenLifetimeSeconds of the longest-lived access token: until then, the items are needed
 */
export function revocationsOf(
  { iss, iat, sub, sid }: Logout,
  tokenLifetimeSeconds: number,
): readonly Revocation[] {
  const revokedBefore = Math.floor(iat) + 1;
  return Object.entries({ sub, sid }).flatMap(([claim, value]) =>
    value === undefined
      ? []
      : [
          {
            iss: { S: iss },
            subject: { S: `${claim}#${value}` },
            revoked_before: { N: String(revokedBefore) },
            // An hour more than needed, for clocks that differ.
            expires_at: { N: String(revokedBefore + tokenLifetimeSeconds + 3600) },
          },
        ],
  );
}

/**
 * A logout token that is sent twice, or later than a newer one, must not make revoked tokens valid again. An item that
 * DynamoDB may delete at any time is replaced: with it, this logout would be lost.
 */
export const UNLESS_STRONGER =
  "attribute_not_exists(iss) OR revoked_before < :revoked_before OR expires_at < :now";
