import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { parseConfiguration } from "../../src/config/configuration.ts";
import { readPublicKeys } from "../../src/keys/key-set.ts";
import { validDocument } from "../support/configuration.ts";
import { faultsOf } from "../support/faults.ts";
import { keysFor } from "../support/key-reading.ts";
import { createSigningKey, type Json, jwks, publicJwk } from "../support/keys.ts";
import { createIdentity } from "../support/tls-server.ts";
import { NOW_SECONDS } from "../support/tokens.ts";

const rsa = createSigningKey("RS256");
const ec = createSigningKey("ES256");
const PEM = rsa.publicKey.export({ type: "spki", format: "pem" }).toString();
const CERTIFICATE = (await createIdentity()).certificatePem;
const SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:partner/hmac-AbCdEf";
const PARAMETER_ARN = "arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/partner/hmac";
const SECRET = { arn: SECRET_ARN, encoding: "base64", overlap_seconds: 3600 };

const inDays = (days: number): string =>
  new Date((NOW_SECONDS + days * 86_400) * 1000).toISOString().replace(".000Z", "Z");

/** Without an endpoint, so that keys can come from elsewhere. */
const documentWith = (issuer: Json): string =>
  JSON.stringify(validDocument({ issuer: { jwks_url: null, ...issuer } }));

const keysFrom = (issuer: Json): unknown =>
  parseConfiguration(documentWith(issuer), NOW_SECONDS * 1000).trustedIssuers[0]?.keysFrom[0];

const faultsWith = (issuer: Json): readonly string[] =>
  faultsOf(documentWith(issuer)).map(({ path }) => path.replace("trusted_issuers.default.", ""));

describe("an issuer's keys may come from", () => {
  test("discovery, by default", () => {
    expect(keysFrom({})).toMatchObject({ source: "endpoint", jwksUrl: undefined, seeds: undefined });
  });

  test("a key set in the configuration", () => {
    const document = jwks(rsa, ec);
    const algorithms = ["RS256", "PS256", "ES256", "EdDSA"] as const;
    expect(keysFrom({ jwks: document })).toEqual({
      source: "configuration",
      algorithms,
      jwks: readPublicKeys(document, keysFor(algorithms)),
      hasKeyIds: true,
    });
  });

  test.each([
    ["a public key", PEM, rsa, "RS256"],
    ["a certificate", CERTIFICATE, undefined, "ES256"],
  ])("%s as PEM", (_name, pem, key, alg) => {
    const keys = keysFrom({ public_key_pem: pem, algorithms: [alg] });
    expect(keys).toMatchObject({ source: "configuration", hasKeyIds: false });
    if (key !== undefined) {
      expect(keys).toMatchObject({ jwks: { keys: [{ jwk: key.publicKey.export({ format: "jwk" }) }] } });
    }
  });

  test.each([
    ["PKCS #1", rsa.publicKey.export({ type: "pkcs1", format: "pem" }).toString()],
    ["attributes in front of the block", `Bag Attributes\n    friendlyName: key\n${PEM}`],
    ["a comment behind the block", `${PEM}# rotated in May`],
    ["a byte order mark", `\ufeff${PEM}`],
    ["line ends of Windows", PEM.replaceAll("\n", "\r\n")],
  ])("a PEM with %s", (_name, pem) => {
    expect(keysFrom({ public_key_pem: pem, algorithms: ["RS256"] })).toMatchObject({
      jwks: { keys: [{ jwk: rsa.publicKey.export({ format: "jwk" }) }] },
    });
  });

  test("a shared secret and public keys, by the algorithm", () => {
    const document = documentWith({
      shared_secret: { ...SECRET, json_key: "jwt" },
      public_key_pem: PEM,
      algorithms: ["RS256", "HS256", "RS384"],
    });
    expect(parseConfiguration(document).trustedIssuers[0]?.keysFrom).toMatchObject([
      { source: "configuration", algorithms: ["RS256", "RS384"] },
      { source: "secret", algorithms: ["HS256"], jsonKey: "jwt" },
    ]);
  });

  test.each([
    ["Secrets Manager", SECRET_ARN],
    ["SSM", PARAMETER_ARN],
  ])("a secret of %s", (_name, arn) => {
    expect(keysFrom({ shared_secret: { ...SECRET, arn }, algorithms: ["HS256", "HS512"] })).toEqual({
      source: "secret",
      algorithms: ["HS256", "HS512"],
      arn,
      encoding: "base64",
      jsonKey: undefined,
      overlapSeconds: 3600,
      ttlSeconds: 600,
      maxStaleSeconds: 3600,
      deadlineMilliseconds: 3000,
    });
  });

  test.each([null, "https://login.example.com/jwks"])("an endpoint with seed keys (%s)", (jwksUrl) => {
    const until = inDays(90);
    expect(keysFrom({ jwks_url: jwksUrl, jwks: jwks(ec), jwks_use_until: until })).toMatchObject({
      source: "endpoint",
      jwksUrl: jwksUrl ?? undefined,
      seeds: { ...readPublicKeys(jwks(ec), keysFor()), useUntil: Date.parse(until) },
    });
  });

  test("expired seed keys: a deployed function must not stop working by itself", () => {
    expect(keysFrom({ jwks: jwks(ec), jwks_use_until: inDays(-400) })).toMatchObject({ source: "endpoint" });
  });
});

describe("an issuer is rejected", () => {
  const both = { jwks: jwks(ec), public_key_pem: PEM };
  test.each<[string, Json, readonly string[]]>([
    ["a key set and a PEM", both, ["jwks"]],
    ["a PEM and a URL", { public_key_pem: PEM, jwks_url: "https://a/" }, ["jwks_url"]],
    [
      "a PEM and a secret, but no HMAC algorithm",
      { public_key_pem: PEM, shared_secret: SECRET },
      ["algorithms"],
    ],
    [
      "a PEM and the expiry of seed keys",
      { public_key_pem: PEM, jwks_use_until: inDays(1) },
      ["jwks_use_until"],
    ],
    ["a key set and a URL", { jwks: jwks(ec), jwks_url: "https://a/" }, ["jwks_use_until"]],
    ["the expiry of seed keys without seed keys", { jwks_use_until: inDays(1) }, ["jwks"]],
  ])("with %s", (_name, issuer, faults) => {
    expect(faultsWith(issuer)).toEqual(faults);
  });

  test.each<[string, unknown]>([
    ["a string", "{}"],
    ["no keys", {}],
    ["an empty list", { keys: [] }],
    ["a key for another algorithm", jwks(createSigningKey("ES512"))],
    ["a private key", { keys: [ec.privateKey.export({ format: "jwk" })] }],
    ["a secret", { keys: [{ kty: "oct", k: "c2VjcmV0" }] }],
    ["a key for encryption", { keys: [publicJwk(ec, { use: "enc" })] }],
    ["a point that is not on its curve", { keys: [publicJwk(ec, { x: "AAAA" })] }],
  ])("with a key set of %s", (_name, document) => {
    expect(faultsWith({ jwks: document })).toEqual(["jwks"]);
    expect(faultsWith({ jwks: document, jwks_use_until: inDays(1) })).toEqual(["jwks"]);
  });

  const rsa1024 = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
  test.each<[string, unknown]>([
    ["a private key", rsa.privateKey.export({ type: "pkcs8", format: "pem" })],
    ["two keys", PEM + PEM],
    ["a key and a private key", `${PEM}${rsa.privateKey.export({ type: "pkcs1", format: "pem" })}`],
    ["more characters than any key has", `${"x".repeat(16_384)}\n${PEM}`],
    ["a block that white space of another alphabet breaks", PEM.replace("\n", "\u2003")],
    ["a short RSA key", rsa1024.export({ type: "spki", format: "pem" })],
    ["unreadable data", "-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----"],
    ["bare base64", "MIIB"],
    ["a key of another type", createSigningKey("ES512").publicKey.export({ type: "spki", format: "pem" })],
    ["a list", [PEM]],
  ])("with a PEM of %s", (_name, pem) => {
    expect(faultsWith({ public_key_pem: pem })).toEqual(["public_key_pem"]);
  });

  test.each([
    "tomorrow",
    "2027-13-01T00:00:00Z",
    "2027-01-31",
    inDays(91),
    inDays(1).replace("Z", "+02:00"),
    1,
  ])("with seed keys until %s", (until) => {
    expect(faultsWith({ jwks: jwks(ec), jwks_use_until: until })).toEqual(["jwks_use_until"]);
  });

  test.each<[string, Json, readonly string[]]>([
    ["an asymmetric algorithm", { algorithms: ["RS256"] }, ["algorithms[0]"]],
    ["an algorithm of each kind", { algorithms: ["HS256", "RS256"] }, ["algorithms[1]"]],
    ["no algorithm", { algorithms: null }, ["algorithms"]],
    ["an unknown attribute", { shared_secret: { ...SECRET, secret: "x" } }, ["shared_secret.secret"]],
    ["no encoding", { shared_secret: { ...SECRET, encoding: null } }, ["shared_secret.encoding"]],
    ["another encoding", { shared_secret: { ...SECRET, encoding: "base64url" } }, ["shared_secret.encoding"]],
    [
      "a negative overlap",
      { shared_secret: { ...SECRET, overlap_seconds: -1 } },
      ["shared_secret.overlap_seconds"],
    ],
    ["a name for an ARN", { shared_secret: { ...SECRET, arn: "partner/hmac" } }, ["shared_secret.arn"]],
    [
      "the ARN of something else",
      { shared_secret: { ...SECRET, arn: "arn:aws:s3:::bucket/secret" } },
      ["shared_secret.arn"],
    ],
    ["a string", { shared_secret: SECRET_ARN }, ["shared_secret"]],
  ])("with a shared secret and %s", (_name, changes, faults) => {
    expect(faultsWith({ shared_secret: SECRET, algorithms: ["HS256"], ...changes })).toEqual(faults);
  });

  test("with an HMAC algorithm but no secret: a public key could be used as the secret", () => {
    expect(faultsWith({ algorithms: ["RS256", "HS256"] })).toEqual(["algorithms[1]"]);
    expect(faultsWith({ jwks: jwks(ec), algorithms: ["HS256"] })).toEqual(["algorithms[0]"]);
  });

  test("with the secret of another issuer", () => {
    const { default: first } = validDocument()["trusted_issuers"] as Record<string, Json>;
    const entry = { ...first, jwks_url: null, shared_secret: SECRET, algorithms: ["HS256"] };
    const issuers = { a: entry, b: { ...entry, issuer: "https://b.example.com" } };
    expect(faultsOf(JSON.stringify(validDocument({ top: { trusted_issuers: issuers } })))).toEqual([
      {
        path: "trusted_issuers.b.shared_secret.arn",
        message: expect.stringContaining("must not be the secret of another entry"),
      },
    ]);
  });
});
