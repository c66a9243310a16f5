import { createRemoteJWKSet, jwtVerify } from "jose";
import { type Claims, minimalAuthorizer, settings } from "./minimal.ts";

const { issuer, audience, jwksUri, algorithm, secret } = settings;
const options = { issuer, audience, algorithms: [algorithm] };
const bytes = Buffer.from(secret, "hex");
const keys = createRemoteJWKSet(new URL(jwksUri === "" ? "https://localhost/" : jwksUri));

export const handler = minimalAuthorizer(async (token) => {
  const { payload } =
    secret === "" ? await jwtVerify(token, keys, options) : await jwtVerify(token, bytes, options);
  return payload as Claims;
});
