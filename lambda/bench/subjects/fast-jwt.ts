import { type Algorithm, createVerifier, type DecodedJwt } from "fast-jwt";
import buildGetJwks from "get-jwks";
import { type Claims, minimalAuthorizer, settings } from "./minimal.ts";

const { issuer, audience, jwksUri, algorithm, secret } = settings;
// It prepends a scheme and host, and takes the path of the document.
const { origin, pathname } = new URL(jwksUri === "" ? "https://localhost/" : jwksUri);
const getJwks = buildGetJwks({ jwksPath: pathname });

const options = {
  allowedIss: issuer,
  allowedAud: audience,
  algorithms: [algorithm as Algorithm],
  cache: process.env["BENCH_CACHE"] === "true",
};
const getKey = ({ header: { kid, alg } }: DecodedJwt) => getJwks.getPublicKey({ domain: origin, kid, alg });

export const handler = minimalAuthorizer(
  secret === ""
    ? (createVerifier({ ...options, key: getKey }) as (token: string) => Promise<Claims>)
    : (createVerifier({ ...options, key: Buffer.from(secret, "hex") }) as (token: string) => Claims),
);
