import { JwtVerifier } from "aws-jwt-verify";
import { type Claims, minimalAuthorizer, settings } from "./minimal.ts";

const verifier = JwtVerifier.create({
  issuer: settings.issuer,
  audience: settings.audience,
  jwksUri: settings.jwksUri,
});
verifier.hydrate().catch(() => undefined);

export const handler = minimalAuthorizer(
  async (token) => (await verifier.verify(token)) as unknown as Claims,
);
