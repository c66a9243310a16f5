import type { Json, SigningKey } from "./keys.ts";
import { SIGN } from "./signatures.ts";

/** The current time in tests, in seconds since the epoch. */
export const NOW_SECONDS = 1_800_000_000;
export const ISSUER = "https://login.example.com/";
export const AUDIENCE = "https://orders.example.com";

/** Changes to a valid token. A change to undefined removes the header parameter or claim. */
export interface TokenChanges {
  readonly header?: Json;
  readonly claims?: Json;
}

/** The claims of a valid access token. */
export function validClaims(nowSeconds = NOW_SECONDS): Json {
  return { iss: ISSUER, aud: AUDIENCE, sub: "user-1", iat: nowSeconds, exp: nowSeconds + 600 };
}

/** Signs a token that is valid at {@link NOW_SECONDS} unless the changes say otherwise. */
export function mintToken(key: SigningKey, { header, claims }: TokenChanges = {}): string {
  return signRaw(
    key,
    JSON.stringify({ typ: "at+jwt", alg: key.alg, kid: key.kid, ...header }),
    JSON.stringify({ ...validClaims(), ...claims }),
  );
}

/** Signs any text or bytes as header and payload, valid JSON or not. */
export function signRaw(key: SigningKey, header: string | Uint8Array, payload: string | Uint8Array): string {
  return signParts(key, base64url(header), base64url(payload));
}

/** Signs parts that are already encoded, correctly or not. */
export function signParts(key: SigningKey, header: string, payload: string): string {
  const signature = SIGN[key.alg](Buffer.from(`${header}.${payload}`), key.privateKey);
  return `${header}.${payload}.${base64url(signature)}`;
}

/** Makes a token from header and claims with a signature that the test computes. */
export function signWith(header: Json, claims: Json, sign: (data: Buffer) => Uint8Array): string {
  const input = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}`;
  return `${input}.${base64url(sign(Buffer.from(input)))}`;
}

/** Encodes text or bytes as base64url without padding. */
export function base64url(value: string | Uint8Array): string {
  return Buffer.from(value).toString("base64url");
}

/** Whether a time claim is null. It is then absent, as some providers write it; jose refuses the token. */
export function hasNullTime(token: string): boolean {
  const payload: Json = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  return payload["nbf"] === null || payload["iat"] === null;
}
