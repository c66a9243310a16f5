import { createHmac } from "node:crypto";
import type { PROOF_FAULTS } from "../../src/dpop/faults.ts";
import { BASE_URL, createClientKey, mintProof, ORDERS_URL, sha256 } from "../support/dpop.ts";
import { client, other, proofWith, TOKEN, tokenFor } from "../support/dpop-authorizer.ts";
import type { Json } from "../support/keys.ts";
import { base64url, NOW_SECONDS, signParts, signWith } from "../support/tokens.ts";

const [headerPart = "", payloadPart = "", signaturePart = ""] = proofWith().split(".");
const payload = JSON.parse(Buffer.from(payloadPart, "base64url").toString());
const header = { typ: "dpop+jwt", alg: "ES256", jwk: client.jwk };
const signedText = (headerText: string, payloadText: string): string =>
  signParts(client.key, base64url(headerText), base64url(payloadText));
const withBody = (changes: Json): string => mintProof(client, TOKEN, { claims: changes });
const withHeader = (changes: Json): string => mintProof(client, TOKEN, { header: changes });
const privateJwk = client.key.privateKey.export({ format: "jwk" });
const rsa = await createClientKey("RS256");
const p384 = await createClientKey("ES384");

/** A proof with one fault, which a valid token comes with. */
export const DPOP_ATTACKS: readonly (readonly [string, keyof typeof PROOF_FAULTS, () => string])[] = [
  ["no JWT", "malformed", () => "x"],
  ["a JWT of two parts", "malformed", () => `${headerPart}.${payloadPart}`],
  ["a JWT without a signature", "malformed", () => `${headerPart}.${payloadPart}.`],
  ["a JWT of five parts", "malformed", () => `${headerPart}.${payloadPart}.${signaturePart}.a.b`],
  ["a scheme in front", "malformed", () => `DPoP ${proofWith()}`],
  ["a space behind", "malformed", () => `${proofWith()} `],
  ["a proof of a megabyte", "malformed", () => withBody({ x: "a".repeat(1_000_000) })],
  ["a proof of 10,000 characters", "malformed", () => withBody({ x: "a".repeat(6_000) })],
  ["a payload that is no JSON", "malformed", () => signedText(JSON.stringify(header), "x")],
  ["a payload that is a list", "malformed", () => signedText(JSON.stringify(header), "[]")],
  [
    "a payload with a duplicate name",
    "malformed",
    () => signedText(JSON.stringify(header), `{"htm":"POST",${JSON.stringify(payload).slice(1)}`),
  ],
  [
    "a payload with __proto__",
    "malformed",
    () => signedText(JSON.stringify(header), `{"__proto__":{},${JSON.stringify(payload).slice(1)}`),
  ],
  [
    "a header with a duplicate name",
    "malformed",
    () => signedText(`{"alg":"none",${JSON.stringify(header).slice(1)}`, JSON.stringify(payload)),
  ],
  ["a header that is no JSON", "malformed", () => signedText("x", JSON.stringify(payload))],
  ["crit", "malformed", () => withHeader({ crit: ["b64"], b64: true })],
  ["b64", "malformed", () => withHeader({ b64: false })],
  ["a signature that is not canonical base64url", "malformed", () => nonCanonical(proofWith())],
  ["padding", "malformed", () => `${proofWith()}=`],
  ["no jti", "jti", () => withBody({ jti: undefined })],
  ["an empty jti", "jti", () => withBody({ jti: "" })],
  ["a jti that is a number", "jti", () => withBody({ jti: 1 })],
  ["a jti that is a list", "jti", () => withBody({ jti: ["a"] })],
  ["a jti of 257 characters", "jti", () => withBody({ jti: "a".repeat(257) })],
  ["no htm", "htm", () => withBody({ htm: undefined })],
  ["a htm that is a list", "htm", () => withBody({ htm: ["GET"] })],
  ["no htu", "htu", () => withBody({ htu: undefined })],
  ["a htu that is a list", "htu", () => withBody({ htu: [ORDERS_URL] })],
  ["no iat", "iat", () => withBody({ iat: undefined })],
  ["an iat that is a string", "iat", () => withBody({ iat: `${NOW_SECONDS}` })],
  ["an iat that is too large", "iat", () => withBody({ iat: 1e300 })],
  ["an iat that is null", "iat", () => withBody({ iat: null })],
  ["no ath", "ath", () => withBody({ ath: undefined })],
  ["an ath that is a list", "ath", () => withBody({ ath: [sha256(TOKEN)] })],
  ["no typ", "typ", () => withHeader({ typ: undefined })],
  ["the typ of a token", "typ", () => withHeader({ typ: "at+jwt" })],
  ["a typ with a parameter", "typ", () => withHeader({ typ: "dpop+jwt;a=b" })],
  ["a typ that is a list", "typ", () => withHeader({ typ: ["dpop+jwt"] })],
  ["an access token as the proof", "jti", () => TOKEN],
  ["alg none", "alg", () => signWith({ ...header, alg: "none" }, payload, () => Buffer.from("x"))],
  [
    "alg HS256",
    "alg",
    () =>
      signWith({ ...header, alg: "HS256" }, payload, (data) =>
        createHmac("sha256", JSON.stringify(client.jwk)).update(data).digest(),
      ),
  ],
  ["alg in lower case", "alg", () => withHeader({ alg: "es256" })],
  ["alg of another curve", "jwk", () => withHeader({ alg: "ES384" })],
  ["alg of another key type", "jwk", () => withHeader({ alg: "RS256" })],
  ["alg of the key type only", "signature", () => mintProof(rsa, TOKEN, { header: { alg: "PS256" } })],
  ["no jwk", "jwk", () => withHeader({ jwk: undefined })],
  ["a jwk that is null", "jwk", () => withHeader({ jwk: null })],
  ["a jwk that is a string", "jwk", () => withHeader({ jwk: JSON.stringify(client.jwk) })],
  ["a jwk that is a list", "jwk", () => withHeader({ jwk: [client.jwk] })],
  ["a private jwk", "jwk", () => withHeader({ jwk: privateJwk })],
  ["a private jwk without d", "jwk", () => withHeader({ jwk: { ...client.jwk, p: "AQAB" } })],
  ["a symmetric jwk", "jwk", () => withHeader({ jwk: { kty: "oct", k: base64url("secret") } })],
  [
    "a symmetric jwk with the members of a public one",
    "jwk",
    () => withHeader({ jwk: { ...client.jwk, k: base64url("secret") } }),
  ],
  ["a jwk for encryption", "jwk", () => withHeader({ jwk: { ...client.jwk, use: "enc" } })],
  ["a jwk for another alg", "jwk", () => withHeader({ jwk: { ...client.jwk, alg: "ES384" } })],
  ["a jwk with a huge coordinate", "jwk", () => withHeader({ jwk: { ...client.jwk, x: "A".repeat(3_000) } })],
  ["a jwk without a coordinate", "jwk", () => withHeader({ jwk: { ...client.jwk, y: undefined } })],
  [
    "a jwk that is not on its curve",
    "signature",
    () => withHeader({ jwk: { ...client.jwk, y: client.jwk["x"] } }),
  ],
  [
    "an RSA jwk with a huge exponent",
    "jwk",
    () => mintProof(rsa, TOKEN, { header: { jwk: { ...rsa.jwk, e: "A".repeat(2_000) } } }),
  ],
  [
    "an RSA jwk with the exponent 1",
    "jwk",
    () => mintProof(rsa, TOKEN, { header: { jwk: { ...rsa.jwk, e: "AQ" } } }),
  ],
  [
    "an RSA jwk of 1024 bits",
    "jwk",
    () => mintProof(rsa, TOKEN, { header: { jwk: { ...rsa.jwk, n: base64url(Buffer.alloc(128, 0xff)) } } }),
  ],
  ["only a key ID", "jwk", () => withHeader({ jwk: undefined, kid: "ES256-key" })],
  [
    "only a URL of keys",
    "jwk",
    () => withHeader({ jwk: undefined, jku: "https://attacker.example.net/jwks" }),
  ],
  [
    "the jwk of the victim and a signature of the attacker",
    "signature",
    () => mintProof(client, TOKEN, { signer: other.key }),
  ],
  [
    "another payload under the same signature",
    "signature",
    () => `${headerPart}.${base64url(JSON.stringify({ ...payload, htm: "POST" }))}.${signaturePart}`,
  ],
  ["a signature in DER", "signature", () => derSigned()],
  ["a signature of zeros", "signature", () => `${headerPart}.${payloadPart}.${base64url(Buffer.alloc(64))}`],
  ["another method", "otherMethod", () => withBody({ htm: "POST" })],
  ["the method in lower case", "otherMethod", () => withBody({ htm: "get" })],
  ["another path", "otherUrl", () => withBody({ htu: `${BASE_URL}/orders/1` })],
  ["the path alone", "otherUrl", () => withBody({ htu: "/orders" })],
  [
    "the URL of the attacker's host",
    "otherUrl",
    () => withBody({ htu: "https://attacker.example.net/v1/orders" }),
  ],
  [
    "the URL of the default endpoint, which is not configured",
    "otherUrl",
    () => withBody({ htu: "https://abcdef1234.execute-api.eu-central-1.amazonaws.com/prod/orders" }),
  ],
  ["no scheme in the URL", "otherUrl", () => withBody({ htu: ORDERS_URL.replace("https:", "") })],
  ["an iat of 61 seconds ago", "tooOld", () => withBody({ iat: NOW_SECONDS - 61 })],
  ["an iat of 1970", "tooOld", () => withBody({ iat: 0 })],
  ["an iat in milliseconds", "inFuture", () => withBody({ iat: NOW_SECONDS * 1000 })],
  ["an iat in 31 seconds", "inFuture", () => withBody({ iat: NOW_SECONDS + 31 })],
  [
    "the hash of another token",
    "otherToken",
    () => mintProof(client, tokenFor(client.jkt, { sub: "other" })),
  ],
  ["the hash of the value with its scheme", "otherToken", () => withBody({ ath: sha256(`DPoP ${TOKEN}`) })],
  ["the hash with padding", "otherToken", () => withBody({ ath: `${sha256(TOKEN)}=` })],
  [
    "the hash in hexadecimal",
    "otherToken",
    () => withBody({ ath: Buffer.from(sha256(TOKEN), "base64url").toString("hex") }),
  ],
  ["another client's key", "otherKey", () => proofWith({}, other)],
  ["a key of another type", "otherKey", () => proofWith({}, p384)],
];

function nonCanonical(proof: string): string {
  const last = proof.at(-1) ?? "";
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return `${proof.slice(0, -1)}${alphabet[alphabet.indexOf(last) + 1]}`;
}

function derSigned(): string {
  const [head = "", body = "", raw = ""] = proofWith().split(".");
  const octets = Buffer.from(raw, "base64url");
  const integer = (part: Buffer) => Buffer.concat([Buffer.from([2, 33, 0]), part]);
  const sequence = Buffer.concat([integer(octets.subarray(0, 32)), integer(octets.subarray(32))]);
  return `${head}.${body}.${base64url(Buffer.concat([Buffer.from([0x30, sequence.length]), sequence]))}`;
}
