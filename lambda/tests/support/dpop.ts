import { createHash } from "node:crypto";
import { calculateJwkThumbprint } from "jose";
import { createSigningKey, type Json, type SigningKey } from "./keys.ts";
import { NOW_SECONDS, signRaw } from "./tokens.ts";

/** Stands for the root of the stage in the events of tests. */
export const BASE_URL = "https://api.example.com/v1";
/** The URL of a request for `GET /orders`. */
export const ORDERS_URL = `${BASE_URL}/orders`;

/** The inputs of a configuration that accepts tokens bound to a key. */
export function dpopTop(changes: Json = {}): Json {
  return { dpop: { base_urls: [BASE_URL], max_age_seconds: 60, ...changes } };
}

/** A client's key, with its public JWK and its RFC 7638 thumbprint. */
export interface ClientKey {
  readonly key: SigningKey;
  readonly jwk: Json;
  readonly jkt: string;
}

/** Generates a client's key. */
export async function createClientKey(alg: SigningKey["alg"] = "ES256"): Promise<ClientKey> {
  const key = createSigningKey(alg);
  const jwk = key.publicKey.export({ format: "jwk" });
  return { key, jwk: { ...jwk }, jkt: await calculateJwkThumbprint(jwk as { kty: string }) };
}

/** What is not as in a valid proof. A change to undefined removes the header parameter or claim. */
export interface ProofChanges {
  readonly header?: Json;
  readonly claims?: Json;
  /** Signs instead of the client's key. */
  readonly signer?: SigningKey;
}

let proofs = 0;

/** Makes a new proof for `GET /orders` with this token. */
export function mintProof(
  { key, jwk }: ClientKey,
  token: string,
  { header, claims, signer = key }: ProofChanges = {},
): string {
  proofs++;
  return signRaw(
    signer,
    JSON.stringify({ typ: "dpop+jwt", alg: key.alg, jwk, ...header }),
    JSON.stringify({
      jti: `proof-${proofs}`,
      htm: "GET",
      htu: ORDERS_URL,
      iat: NOW_SECONDS,
      ath: sha256(token),
      ...claims,
    }),
  );
}

/** SHA-256 in base64url, as in `ath`. */
export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
