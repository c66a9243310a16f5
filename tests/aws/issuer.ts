import { exportJWK } from "jose";
import { generateSigningKeys } from "../e2e/lab/signing-keys.ts";
import { createTokenMinter } from "../e2e/lab/token-minter.ts";
import { audiences } from "../e2e/support/complete-example.ts";
import type { TokenSource } from "../e2e/support/token-cases.ts";

/** An issuer whose keys are made for one run. The private keys never leave this process. */
export interface RunIssuer extends TokenSource {
  readonly issuer: string;
  /** The public keys, a JWK Set as JSON, for the input `jwks` of `trusted_issuers`. */
  readonly jwks: string;
}

/** Members of a JWK that are public. A list of what may go out, so that no private member is forgotten. */
const PUBLIC_MEMBERS = ["kty", "crv", "x", "y", "n", "e"] as const;

/** Makes an issuer with one key per algorithm. */
export async function createRunIssuer(runName: string): Promise<RunIssuer> {
  const issuer = `https://${runName}.example.com/`;
  const keys = await generateSigningKeys(runName);
  const minter = await createTokenMinter(() => keys, {
    iss: issuer,
    sub: "test",
    aud: audiences[0],
    client_id: "test",
    scope: "orders:read",
  });
  const published = Object.values(keys).map(async ({ kid, algorithm, privateKey }) => {
    const jwk = await exportJWK(privateKey);
    const members = PUBLIC_MEMBERS.flatMap((name) => (jwk[name] === undefined ? [] : [[name, jwk[name]]]));
    return { ...Object.fromEntries(members), kid, alg: algorithm, use: "sig" };
  });
  return {
    ...minter,
    issuer,
    jwks: JSON.stringify({ keys: await Promise.all(published) }),
    fetchAccessToken: ({ audience, algorithm = "RS256" }) =>
      minter.signToken({ algorithm, claims: { aud: audience } }),
  };
}
