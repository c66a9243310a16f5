import { createLocalJWKSet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { signingAlgorithms } from "../e2e/lab/signing-keys.ts";
import { audiences } from "../e2e/support/complete-example.ts";
import { createRunIssuer } from "./issuer.ts";

test("the published keys verify the tokens of the run, and have no private member", async () => {
  const issuer = await createRunIssuer("jwta-000000000000");
  const jwks = JSON.parse(issuer.jwks);
  for (const algorithm of signingAlgorithms) {
    const token = await issuer.fetchAccessToken({ audience: audiences[0], algorithm });
    const { payload } = await jwtVerify(token, createLocalJWKSet(jwks));
    expect(payload).toMatchObject({ iss: issuer.issuer, aud: audiences[0] });
  }
  const members = new Set(jwks.keys.flatMap((key: object) => Object.keys(key)));
  expect([...members].sort()).toEqual(["alg", "crv", "e", "kid", "kty", "n", "use", "x", "y"]);
});
