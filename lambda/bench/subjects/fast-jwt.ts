import { type Algorithm, createVerifier, type DecodedJwt } from "fast-jwt";
import buildGetJwks from "get-jwks";
import { type Claims, minimalAuthorizer, settings } from "./minimal.ts";

const { issuer, audience, jwksUri, algorithm, secret, publicKeyPem } = settings;

const options = {
  allowedIss: issuer,
  allowedAud: audience,
  algorithms: [algorithm as Algorithm],
  cache: process.env["BENCH_CACHE"] === "true",
};

/** A key that is known beforehand is imported once. */
const staticKey = secret === "" ? publicKeyPem : Buffer.from(secret, "hex");

export const handler = minimalAuthorizer(
  staticKey === ""
    ? (createVerifier({ ...options, key: fetchKeys() }) as (token: string) => Promise<Claims>)
    : (createVerifier({ ...options, key: staticKey }) as (token: string) => Claims),
);

/** As fast-jwt's README has it: get-jwks returns PEM, which fast-jwt imports for each token. */
function fetchKeys() {
  // get-jwks prepends a scheme and host, and takes the path of the document.
  const { origin, pathname } = new URL(jwksUri);
  const getJwks = buildGetJwks({ jwksPath: pathname });
  return ({ header: { kid, alg } }: DecodedJwt) => getJwks.getPublicKey({ domain: origin, kid, alg });
}
