import { createHmac } from "node:crypto";
import { publicJwk } from "../support/keys.ts";
import { pss, SIGN } from "../support/signatures.ts";
import { signWith } from "../support/tokens.ts";
import { type Attack, claimsOf, headerOf, tokenOf, type Victim } from "./attack.ts";

const withoutSignature = (token: string): string => token.slice(0, token.lastIndexOf(".") + 1);

const none = (alg: string): readonly Attack[] => [
  {
    name: `alg ${alg} with the signature of a valid token`,
    source: "RFC 8725 section 2.1, CVE-2015-9235",
    reason: "algorithm_not_allowed",
    token: (victim) =>
      signWith(headerOf(victim.keys.rsa, { alg }), claimsOf(victim), (data) =>
        SIGN.RS256(data, victim.keys.rsa.privateKey),
      ),
  },
  {
    name: `alg ${alg} with an empty signature`,
    source: "jwt_tool -X a",
    reason: "token_malformed",
    token: (victim) => signWith(headerOf(victim.keys.rsa, { alg }), claimsOf(victim), () => new Uint8Array()),
  },
];

/** Every encoding of a public key that an attacker could use as an HMAC secret. */
const PUBLIC_KEYS: Readonly<Record<string, (victim: Victim) => string | Buffer>> = {
  "SPKI PEM": ({ keys }) => keys.rsa.publicKey.export({ type: "spki", format: "pem" }),
  "SPKI PEM without the last line feed": ({ keys }) =>
    keys.rsa.publicKey.export({ type: "spki", format: "pem" }).toString().trim(),
  "PKCS #1 PEM": ({ keys }) => keys.rsa.publicKey.export({ type: "pkcs1", format: "pem" }),
  "SPKI DER": ({ keys }) => keys.rsa.publicKey.export({ type: "spki", format: "der" }),
  JWK: ({ keys }) => JSON.stringify(publicJwk(keys.rsa, { alg: undefined })),
  modulus: ({ keys }) => Buffer.from(String(publicJwk(keys.rsa)["n"]), "base64url"),
};

const hmacConfusion = Object.entries(PUBLIC_KEYS).flatMap(([form, secretOf]) =>
  ["HS256", "HS384", "HS512"].map((alg): Attack => {
    const hash = `sha${alg.slice(2)}`;
    return {
      name: `${alg} with the RSA public key as secret (${form})`,
      source: "RFC 8725 section 2.1, CVE-2016-10555, jwt_tool -X k",
      reason: "algorithm_not_allowed",
      token: (victim) =>
        signWith(headerOf(victim.keys.rsa, { alg }), claimsOf(victim), (data) =>
          createHmac(hash, secretOf(victim)).update(data).digest(),
        ),
    };
  }),
);

const otherNames = ["rs256", "RS256 ", "RS512", "ES256K", "HS1", "__proto__", "constructor", "toString", ""];

/** Attacks on the choice of the algorithm. */
export const algorithmAttacks: readonly Attack[] = [
  ...["none", "None", "NONE", "nOnE"].flatMap(none),
  {
    name: "a token whose signature is stripped",
    source: "CVE-2020-28042, jwt_tool -X n",
    reason: "token_malformed",
    token: (victim) => withoutSignature(tokenOf(victim, victim.keys.rsa)),
  },
  {
    name: "a token whose signature is stripped together with its dot",
    source: "jwt_tool -X n",
    reason: "token_malformed",
    token: (victim) => withoutSignature(tokenOf(victim, victim.keys.rsa)).slice(0, -1),
  },
  {
    name: "HS256 with a blank secret",
    source: "CVE-2019-20933, jwt_tool -X b",
    reason: "algorithm_not_allowed",
    token: (victim) =>
      signWith(headerOf(victim.keys.rsa, { alg: "HS256" }), claimsOf(victim), (data) =>
        createHmac("sha256", "").update(data).digest(),
      ),
  },
  ...hmacConfusion,
  ...otherNames.map(
    (alg): Attack => ({
      name: `alg ${JSON.stringify(alg)}, which the issuer does not allow, with a valid signature`,
      source: "RFC 8725 section 3.1",
      reason: "algorithm_not_allowed",
      token: (victim) => tokenOf(victim, victim.keys.rsa, { alg }),
    }),
  ),
  ...[undefined, null, 256, ["RS256"], { RS256: true }].map(
    (alg): Attack => ({
      name: `alg ${JSON.stringify(alg) ?? "missing"}, which is not a string`,
      source: "RFC 7515 section 4.1.1",
      reason: "token_malformed",
      token: (victim) => tokenOf(victim, victim.keys.rsa, { alg }),
    }),
  ),
  {
    name: "a PKCS #1 v1.5 signature declared as PS256",
    source: "RFC 8725 section 3.2",
    reason: "signature_invalid",
    token: (victim) => tokenOf(victim, victim.keys.rsa, { alg: "PS256" }),
  },
  {
    name: "a PSS signature declared as RS256",
    source: "RFC 8725 section 3.2",
    reason: "signature_invalid",
    token: (victim) => tokenOf(victim, { ...victim.keys.rsa, alg: "PS256" }, { alg: "RS256" }),
  },
  ...[0, 20, 31, 33, 222].map(
    (saltLength): Attack => ({
      name: `PS256 with a salt of ${saltLength} bytes`,
      source: "RFC 7518 section 3.5",
      reason: "signature_invalid",
      token: (victim) =>
        signWith(headerOf(victim.keys.rsa, { alg: "PS256" }), claimsOf(victim), (data) =>
          pss("sha256", saltLength)(data, victim.keys.rsa.privateKey),
        ),
    }),
  ),
  {
    name: "PS256 over SHA-512",
    source: "RFC 7518 section 3.5",
    reason: "signature_invalid",
    token: (victim) =>
      signWith(headerOf(victim.keys.rsa, { alg: "PS256" }), claimsOf(victim), (data) =>
        pss("sha512", 32)(data, victim.keys.rsa.privateKey),
      ),
  },
  {
    name: "RS256 over SHA-512",
    source: "RFC 7518 section 3.3",
    reason: "signature_invalid",
    token: (victim) => tokenOf(victim, { ...victim.keys.rsa, alg: "RS512" }, { alg: "RS256" }),
  },
  {
    name: "ES256 with the kid of a P-384 key",
    source: "RFC 8725 section 3.1",
    reason: "key_unknown",
    token: (victim) => tokenOf(victim, victim.keys.ec, { kid: "ec-384" }),
  },
  {
    name: "ES256 with the kid of an RSA key",
    source: "RFC 8725 section 3.1",
    reason: "key_unknown",
    token: (victim) => tokenOf(victim, victim.keys.ec, { kid: "rsa-1" }),
  },
];
