import { createPublicKey, type JsonWebKey, type KeyObject, verify } from "node:crypto";
import https from "node:https";
import { type Claims, minimalAuthorizer, settings } from "./minimal.ts";

/** Without a library: fetches the keys and checks the signature of RS256 tokens, which every authorizer has to do. */
const keys = new Promise<ReadonlyMap<string, KeyObject>>((resolve, reject) => {
  https
    .get(settings.jwksUri, { agent: false }, async (response) => {
      let body = "";
      for await (const chunk of response) {
        body += chunk;
      }
      const jwks = JSON.parse(body) as { keys: (JsonWebKey & { kid: string })[] };
      resolve(new Map(jwks.keys.map((key) => [key.kid, createPublicKey({ key, format: "jwk" })])));
    })
    .on("error", reject);
});
keys.catch(() => undefined);

export const handler = minimalAuthorizer(async (token) => {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const { kid } = JSON.parse(Buffer.from(header, "base64url").toString());
  const key = (await keys).get(kid);
  const data = Buffer.from(`${header}.${payload}`);
  if (key === undefined || !verify("sha256", data, key, Buffer.from(signature, "base64url"))) {
    throw new Error("not verified");
  }
  return JSON.parse(Buffer.from(payload, "base64url").toString()) as Claims;
});
