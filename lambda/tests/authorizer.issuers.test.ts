import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { validDocument } from "./support/configuration.ts";
import { bearer, restRequestEvent } from "./support/events.ts";
import { createSigningKey, type Json, jwks, publicJwk } from "./support/keys.ts";
import { createTestAuthorizer, type Outcome } from "./support/test-authorizer.ts";
import { mintToken, NOW_SECONDS, signWith, validClaims } from "./support/tokens.ts";

const acme = createSigningKey("ES256", "key-1");
const globex = createSigningKey("ES256", "key-1");
const fixed = createSigningKey("RS256", "fixed");
const SECRET = Buffer.alloc(32, 7);
const SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:hmac-AbCdEf";

const issuerOf = (name: string): string => `https://${name}.example.com/`;
const { default: BASE } = validDocument()["trusted_issuers"] as Record<string, Json>;
const entry = (name: string, changes: Json = {}): Json => ({
  ...BASE,
  issuer: issuerOf(name),
  jwks_url: `https://${name}.example.com/jwks.json`,
  ...changes,
});

const TRUSTED = {
  acme: entry("acme"),
  globex: entry("globex", { audience: ["globex-api"], audience_claim: "client_id" }),
  fixed: entry("fixed", {
    jwks_url: null,
    public_key_pem: fixed.publicKey.export({ type: "spki", format: "pem" }),
    token_type: "at+jwt",
  }),
  secret: entry("secret", {
    jwks_url: null,
    shared_secret: { arn: SECRET_ARN, encoding: "hex", overlap_seconds: 0 },
    algorithms: ["HS256"],
  }),
};
const NETWORK: Readonly<Record<string, Json>> = {
  "https://acme.example.com/jwks.json": jwks(acme),
  "https://globex.example.com/jwks.json": jwks(globex),
};

const authorizer = createTestAuthorizer(
  (url) => NETWORK[url] ?? {},
  { top: { trusted_issuers: TRUSTED } },
  undefined,
  async () => ({ current: { value: SECRET.toString("hex") }, changedAt: 0, previous: undefined }),
);
const call = (token: string): Promise<Outcome> => authorizer.call(restRequestEvent(bearer(token)));

/** Signs with a secret, or with a public key as the secret. */
const mac = (secret: string | Buffer, claims: Json, header: Json = {}): string =>
  signWith({ typ: "at+jwt", alg: "HS256", ...header }, { ...validClaims(), ...claims }, (data) =>
    createHmac("sha256", secret).update(data).digest(),
  );

describe("a token", () => {
  test.each([
    ["acme", mintToken(acme, { claims: { iss: issuerOf("acme") } })],
    ["globex", mintToken(globex, { claims: { iss: issuerOf("globex"), client_id: "globex-api" } })],
    ["fixed", mintToken(fixed, { claims: { iss: issuerOf("fixed") } })],
    [
      "fixed, with another kid",
      mintToken(fixed, { claims: { iss: issuerOf("fixed") }, header: { kid: "x" } }),
    ],
    ["secret", mac(SECRET, { iss: issuerOf("secret") })],
  ])("of the issuer %s is accepted", async (_name, token) => {
    expect(await call(token)).toMatchObject({ status: 200 });
  });

  test("of one issuer with the iss of another is refused, even if both use the same kid", async () => {
    const forged = mintToken(acme, { claims: { iss: issuerOf("globex"), client_id: "globex-api" } });
    expect(await call(forged)).toMatchObject({ status: 401, reason: "signature_invalid" });
  });

  test("is refused if its audience is another issuer's or is in another claim", async () => {
    const iss = issuerOf("globex");
    expect(
      await call(mintToken(acme, { claims: { iss: issuerOf("acme"), aud: "globex-api" } })),
    ).toMatchObject({
      reason: "audience_mismatch",
    });
    expect(await call(mintToken(globex, { claims: { iss, client_id: "other" } }))).toMatchObject({
      reason: "audience_mismatch",
    });
    expect(await call(mintToken(globex, { claims: { iss, aud: "globex-api" } }))).toMatchObject({
      reason: "audience_mismatch",
    });
  });

  test("must have the token type that its issuer requires", async () => {
    for (const typ of [undefined, "JWT", "id_token+jwt"]) {
      const claims = { iss: issuerOf("fixed") };
      expect(await call(mintToken(fixed, { claims, header: { typ } }))).toMatchObject({
        reason: "token_type_wrong",
      });
      expect(await call(mintToken(acme, { claims: { iss: issuerOf("acme") } }))).toMatchObject({
        status: 200,
      });
    }
  });

  test("with a public key as its HMAC secret is refused before a key is chosen (RFC 8725 section 2.1)", async () => {
    for (const [name, key] of [
      ["acme", acme],
      ["fixed", fixed],
    ] as const) {
      const pem = key.publicKey.export({ type: "spki", format: "pem" });
      for (const secret of [pem, JSON.stringify(publicJwk(key)), ""]) {
        expect(await call(mac(secret, { iss: issuerOf(name) }, { kid: key.kid }))).toMatchObject({
          status: 401,
          reason: "algorithm_not_allowed",
        });
      }
    }
  });

  test("of an issuer with a secret is refused with another secret or another algorithm", async () => {
    const iss = issuerOf("secret");
    expect(await call(mac(Buffer.alloc(32, 8), { iss }))).toMatchObject({ reason: "signature_invalid" });
    expect(await call(mintToken(acme, { claims: { iss } }))).toMatchObject({
      reason: "algorithm_not_allowed",
    });
    expect(await call(mac(SECRET, { iss }, { alg: "HS512" }))).toMatchObject({
      reason: "algorithm_not_allowed",
    });
  });

  test("of an issuer with a secret has its claims checked like any other", async () => {
    const iss = issuerOf("secret");
    expect(await call(mac(SECRET, { iss, aud: "x" }))).toMatchObject({ reason: "audience_mismatch" });
    expect(await call(mac(SECRET, { iss, exp: NOW_SECONDS - 31 }))).toMatchObject({
      reason: "token_expired",
    });
  });
});

describe("the log with several issuers", () => {
  test("contains the issuer's name in the configuration", async () => {
    await call(mintToken(globex, { claims: { iss: issuerOf("globex") } }));
    expect(JSON.parse(authorizer.lines.at(-1) ?? "")).toMatchObject({ trusted_issuer: "globex" });
  });
});

describe("required_claims", () => {
  const required = createTestAuthorizer(() => jwks(acme), {
    issuer: {
      required_claims: [
        { name: "token_use", any: ["access"] },
        { name: "/device/status", none: ["stolen"] },
      ],
    },
  });
  test.each<[Json, number]>([
    [{ token_use: "access" }, 200],
    [{ token_use: "access", device: { status: "fine" } }, 200],
    [{ token_use: "id" }, 401],
    [{}, 401],
    [{ token_use: "access", device: { status: "stolen" } }, 401],
    [{ token_use: "access", device: { status: 0.5 } }, 401],
  ])("answer %j with a %d", async (claims, status) => {
    const outcome = await required.call(restRequestEvent(bearer(mintToken(acme, { claims }))));
    expect(outcome).toMatchObject({ status, reason: status === 200 ? undefined : "required_claims_not_met" });
  });
});

describe("max_token_age_seconds", () => {
  const young = createTestAuthorizer(() => jwks(acme), { issuer: { max_token_age_seconds: 60 } });
  test.each<[Json, string | undefined]>([
    [{ iat: NOW_SECONDS }, undefined],
    [{ iat: NOW_SECONDS - 89 }, undefined],
    [{ iat: NOW_SECONDS - 90 }, "token_too_old"],
    [{ iat: undefined }, "token_malformed"],
    [{ iat: -(2 ** 53 - 1) }, "token_too_old"],
  ])("gives %j the reason %s", async (claims, reason) => {
    expect((await young.call(restRequestEvent(bearer(mintToken(acme, { claims }))))).reason).toBe(reason);
  });
});
