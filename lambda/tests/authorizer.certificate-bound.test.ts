import { createHash, randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createCertificateCheck } from "../src/token/certificate-binding.ts";
import { bearer, EVENT_OF, type Shape } from "./support/events.ts";
import { createSigningKey, type Json, jwks } from "./support/keys.ts";
import { createTestAuthorizer } from "./support/test-authorizer.ts";
import { mintToken } from "./support/tokens.ts";

/** RFC 8705 appendix A: a certificate and its thumbprint. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBBjCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARtdGxzMB4XDTE4MTAx
ODEyMzcwOVoXDTIyMDUwMjEyMzcwOVowDzENMAsGA1UEAwwEbXRsczBZMBMGByqG
SM49AgEGCCqGSM49AwEHA0IABNcnyxwqV6hY8QnhxxzFQ03C7HKW9OylMbnQZjjJ
/Au08/coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0tH6IxLm8wCgYIKoZIzj0EAwID
SQAwRgIhAP0RC1E+vwJD/D1AGHGzuri+hlV/PpQEKTWUVeORWz83AiEA5x2eXZOV
bUlJSGQgjwD5vaUaKlLR50Q2DmFfQj1L+SY=
-----END CERTIFICATE-----
`;
const THUMBPRINT = "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0";
const OTHER_CERTIFICATE = CERTIFICATE.replace("MIIBBjCB", "MIIBBjCC");

const key = createSigningKey("ES256");
const tokenWith = (claims: Json): string => mintToken(key, { claims });
const BOUND = tokenWith({ cnf: { "x5t#S256": THUMBPRINT } });
const UNBOUND = tokenWith({});

/** The shapes whose events can show a certificate, and where they do. */
const PLACE_OF = {
  "REST REQUEST": "identity",
  "HTTP 1.0": "identity",
  "HTTP 2.0": "authentication",
} as const;

/** An event of a request with this token, over a connection with this certificate. */
function eventWith(
  shape: Shape,
  token: string,
  clientCertPem: unknown,
  headers: Record<string, string> = {},
): Json {
  const authorization = bearer(token);
  const event = EVENT_OF[shape]({ ...authorization, headers: { ...authorization.headers, ...headers } });
  const place = Object.entries(PLACE_OF).find(([name]) => name === shape)?.[1];
  const context = event["requestContext"] as Json;
  if (place === undefined || clientCertPem === undefined) {
    return event;
  }
  const about = { ...(context[place] as Json), clientCert: { clientCertPem, subjectDN: "CN=mtls" } };
  return { ...event, requestContext: { ...context, [place]: about } };
}

function authorizerWith(setting: "optional" | "required" | null) {
  return createTestAuthorizer(() => jwks(key), { issuer: { certificate_bound_tokens: setting } });
}

const shapes = Object.keys(PLACE_OF) as (keyof typeof PLACE_OF)[];

describe.each(shapes)("a token that is bound to a certificate, at %s", (shape) => {
  test("is accepted with its certificate, the first time and again", async () => {
    const authorizer = authorizerWith("required");
    for (let time = 0; time < 4; time++) {
      expect(await authorizer.call(eventWith(shape, BOUND, CERTIFICATE))).toMatchObject({ status: 200 });
    }
  });

  test.each<[string, unknown, string]>([
    ["without a certificate", undefined, "the client has no certificate"],
    ["with an empty certificate", "", "the client has no certificate"],
    ["with a certificate that is not a string", [CERTIFICATE], "the client has no certificate"],
    [
      "with another certificate",
      OTHER_CERTIFICATE,
      "the token is bound to another certificate than the client's",
    ],
    ["with two certificates", `${CERTIFICATE}${CERTIFICATE}`, "the client's certificate cannot be read"],
    ["with text around the certificate", `x\n${CERTIFICATE}`, "the client's certificate cannot be read"],
    [
      "with a certificate that is too long",
      CERTIFICATE.replace("MIIB", `${"A".repeat(40_000)}MIIB`),
      "the client's certificate cannot be read",
    ],
  ])("is refused %s, also after it was accepted", async (_title, certificate, detail) => {
    const authorizer = authorizerWith("optional");
    const refusal = { status: 401, reason: "sender_constrained", detail };
    expect(await authorizer.call(eventWith(shape, BOUND, certificate))).toMatchObject(refusal);
    for (let time = 0; time < 3; time++) {
      expect(await authorizer.call(eventWith(shape, BOUND, CERTIFICATE))).toMatchObject({ status: 200 });
      expect(await authorizer.call(eventWith(shape, BOUND, certificate))).toMatchObject(refusal);
    }
  });

  test("is refused with its certificate if the issuer's tokens must not be bound", async () => {
    expect(await authorizerWith(null).call(eventWith(shape, BOUND, CERTIFICATE))).toMatchObject({
      status: 401,
      reason: "sender_constrained",
    });
  });

  test("is refused if only a header has the certificate, which any client can send", async () => {
    const headers = {
      "X-Forwarded-Client-Cert": CERTIFICATE,
      "x-amzn-mtls-clientcert": CERTIFICATE,
      "x-amzn-mtls-clientcert-leaf": encodeURIComponent(CERTIFICATE),
      "ssl-client-cert": CERTIFICATE,
    };
    expect(await authorizerWith("required").call(eventWith(shape, BOUND, undefined, headers))).toMatchObject({
      status: 401,
      detail: "the client has no certificate",
    });
  });
});

test.each(["REST TOKEN", "WebSocket"] as const)(
  "at %s, which shows no certificate, a bound token is refused",
  async (shape) => {
    const call = bearer(BOUND);
    const event = EVENT_OF[shape]({ ...call, query: { access_token: BOUND } });
    expect(await authorizerWith("optional").call(event)).toMatchObject({
      status: 401,
      detail: "the client has no certificate",
    });
  },
);

describe("a bearer token", () => {
  test("is accepted with and without a certificate if binding is optional", async () => {
    for (const certificate of [undefined, CERTIFICATE]) {
      const event = eventWith("HTTP 2.0", UNBOUND, certificate);
      expect(await authorizerWith("optional").call(event)).toMatchObject({ status: 200 });
    }
  });

  test("is refused with and without a certificate if binding is required", async () => {
    for (const certificate of [undefined, CERTIFICATE]) {
      expect(
        await authorizerWith("required").call(eventWith("HTTP 2.0", UNBOUND, certificate)),
      ).toMatchObject({ status: 401, reason: "sender_constrained" });
    }
  });
});

describe("a token that is bound in a way that cannot be checked", () => {
  test.each<[string, unknown]>([
    ["to a key for DPoP", { jkt: "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I" }],
    ["to a certificate and to a key", { "x5t#S256": THUMBPRINT, jkt: "x" }],
    ["to a certificate and to something unknown", { "x5t#S256": THUMBPRINT, other: true }],
    ["to a SHA-1 thumbprint", { x5t: THUMBPRINT }],
    ["to a thumbprint with padding", { "x5t#S256": `${THUMBPRINT}=` }],
    ["to a thumbprint in other case", { "x5t#S256": THUMBPRINT.toLowerCase() }],
    ["to a list of thumbprints", { "x5t#S256": [THUMBPRINT] }],
    ["to nothing", {}],
    ["to null", null],
    ["to a string", THUMBPRINT],
  ])("is refused: %s", async (_title, cnf) => {
    for (const setting of ["optional", "required"] as const) {
      expect(
        await authorizerWith(setting).call(eventWith("HTTP 2.0", tokenWith({ cnf }), CERTIFICATE)),
      ).toMatchObject({ status: 401, reason: "sender_constrained" });
    }
  });
});

test("a certificate that was right for one token says nothing about another token", () => {
  const { check } = createCertificateCheck();
  const token = { certificateThumbprint: THUMBPRINT };
  const other = { certificateThumbprint: THUMBPRINT.toLowerCase() };
  expect(check(token, () => CERTIFICATE)).toBeUndefined();
  expect(check({ ...token }, () => OTHER_CERTIFICATE)).toMatchObject({ failure: "sender_constrained" });
  expect(check(other, () => CERTIFICATE)).toMatchObject({ failure: "sender_constrained" });
  expect(check(token, () => CERTIFICATE)).toBeUndefined();
  expect(check(token, () => OTHER_CERTIFICATE)).toMatchObject({ failure: "sender_constrained" });
});

test("more certificates than the function remembers are all accepted, each with its own token only", () => {
  const { check } = createCertificateCheck();
  const clients = Array.from({ length: 600 }, () => {
    const der = randomBytes(300);
    const pem = `-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----\n`;
    return { pem, certificateThumbprint: createHash("sha256").update(der).digest("base64url") };
  });
  for (const [number, client] of [...clients, ...clients].entries()) {
    const stranger = clients[(number + 1) % clients.length];
    expect(check(client, () => client.pem)).toBeUndefined();
    expect(check(client, () => stranger?.pem)).toMatchObject({ failure: "sender_constrained" });
  }
});

test("an unreadable certificate takes no time that grows with the square of its length", () => {
  const { check } = createCertificateCheck();
  const begun = process.cpuUsage();
  const spaces = `-----BEGIN CERTIFICATE-----${" \n".repeat(16_000)}`;
  for (let time = 0; time < 20; time++) {
    check({ certificateThumbprint: THUMBPRINT }, () => spaces);
  }
  expect(process.cpuUsage(begun).user).toBeLessThan(1_000_000);
});
