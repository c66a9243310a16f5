import { generateKeyPairSync } from "node:crypto";
import type { RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import { createAuthorizer } from "../src/authorizer.ts";
import { fetchJson } from "../src/keys/fetch-json.ts";
import { createClock } from "./support/clock.ts";
import { configurationWith } from "./support/configuration.ts";
import { bearer, EVENT_OF, httpEvent20 } from "./support/events.ts";
import { createSigningKey, type Json, jwks, publicJwk } from "./support/keys.ts";
import { createTestAuthorizer } from "./support/test-authorizer.ts";
import { createIdentity, serveTls } from "./support/tls-server.ts";
import { mintToken, NOW_SECONDS } from "./support/tokens.ts";

/** Mistakes that another authorizer has made, and that this one must not make. */

const key = createSigningKey("ES256", "current");
const other = createSigningKey("ES256", "next");
const TOKEN = mintToken(key, { claims: { exp: NOW_SECONDS + 100_000 } });
const event = (token = TOKEN, scheme = "Bearer"): Json =>
  httpEvent20({ headers: { authorization: `${scheme} ${token}` } });

describe("a token is refused", () => {
  test.each<[string, Json, string]>([
    ["without an audience", { aud: undefined }, "audience_mismatch"],
    ["with an empty audience", { aud: [] }, "audience_mismatch"],
    ["without an issuer", { iss: undefined }, "issuer_unknown"],
    ["before its nbf", { nbf: NOW_SECONDS + 31 }, "token_not_yet_valid"],
    ["with an nbf that is not a number", { nbf: `${NOW_SECONDS}` }, "token_malformed"],
  ])("%s", async (_case, claims, reason) => {
    const authorizer = createTestAuthorizer(() => jwks(key));
    expect(await authorizer.call(event(mintToken(key, { claims })))).toMatchObject({ status: 401, reason });
  });
});

describe("a key endpoint", () => {
  test("that hangs does not delay the caller beyond the deadline", async () => {
    // Without a deadline, this would wait until the test times out. How long it takes, a busy machine decides.
    expect(await callOver(() => undefined)).toBe("keys unavailable");
  });

  test.each([500, 403, 404, 203, 302])("that answers %i is ignored, even with valid keys", async (status) => {
    expect(
      await callOver((_request, response) =>
        response
          .writeHead(status, { "content-type": "application/json", location: "/" })
          .end(JSON.stringify(jwks(key))),
      ),
    ).toBe("keys unavailable");
  });

  test("that is down is called again after a pause, and not in every invocation", async () => {
    const authorizer = createTestAuthorizer(() => Promise.reject(new Error("down")));
    for (let invocation = 0; invocation < 100; invocation++) {
      expect(await authorizer.call(event())).toMatchObject({ status: 500, reason: "keys_unavailable" });
      authorizer.clock.advanceSeconds(0.1);
    }
    // Ten seconds have room for pauses of one, two, four, and eight seconds.
    expect(authorizer.fetches.length).toBeGreaterThan(1);
    expect(authorizer.fetches.length).toBeLessThanOrEqual(5);
  });

  test("that publishes an empty set does not remove valid keys", async () => {
    let document = jwks(key);
    const authorizer = createTestAuthorizer(() => document);
    await authorizer.call(event());
    document = { keys: [] };
    authorizer.clock.advanceSeconds(601);
    expect(await authorizer.call(event())).toMatchObject({ status: 200 });
    expect(authorizer.fetches).toHaveLength(2);
  });

  test("that withdraws a key ends its use after the TTL", async () => {
    let document = jwks(key, other);
    const authorizer = createTestAuthorizer(() => document);
    await authorizer.call(event());
    document = jwks(other);
    authorizer.clock.advanceSeconds(601);
    expect(await authorizer.call(event())).toMatchObject({ status: 401, reason: "key_unknown" });
  });
});

describe("one unusable key does not disable the others:", () => {
  test.each<[string, Json]>([
    ["X25519", generateKeyPairSync("x25519").publicKey.export({ format: "jwk" })],
    ["secp256k1", generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey.export({ format: "jwk" })],
    ["ML-DSA", { kty: "AKP", alg: "ML-DSA-65", pub: Buffer.alloc(1952).toString("base64url") }],
    ["of an unknown type", { kty: "XYZ" }],
    ["without key material", { kty: "EC", crv: "P-256", x: "", y: "" }],
  ])("%s", async (_type, jwk) => {
    for (const keys of [
      [{ ...jwk, kid: "odd" }, publicJwk(key)],
      [publicJwk(key), { ...jwk, kid: "odd" }],
    ]) {
      expect(await createTestAuthorizer(() => ({ keys })).call(event())).toMatchObject({ status: 200 });
    }
  });
});

describe("a scheme", () => {
  test.each(["Béarer", "🙂", "Bearer🙂", "\u{10ffff}", "ベアラー"])(
    "with multibyte characters gets a 401, and the next request is served: %s",
    async (scheme) => {
      const authorizer = createTestAuthorizer(() => jwks(key));
      for (const shape of ["REST TOKEN", "REST REQUEST", "HTTP 1.0", "HTTP 2.0"] as const) {
        const call = EVENT_OF[shape]({ headers: { Authorization: `${scheme} ${TOKEN}` } });
        expect(await authorizer.call(call)).toMatchObject({ status: 401 });
        expect(await authorizer.call(EVENT_OF[shape](bearer(TOKEN)))).toMatchObject({ status: 200 });
      }
    },
  );

  test.each(["bearer", "BEARER", "bEaReR"])("is accepted in any letter case: %s", async (scheme) => {
    const authorizer = createTestAuthorizer(() => jwks(key));
    expect(await authorizer.call(event(TOKEN, scheme))).toMatchObject({ status: 200 });
  });
});

test("no log line contains the token or a part of it", async () => {
  const authorizer = createTestAuthorizer(() => jwks(key));
  const parts = TOKEN.split(".");
  for (const token of [TOKEN, `${TOKEN}x`, parts.slice(0, 2).join("."), mintToken(other)]) {
    await authorizer.call(event(token));
  }
  const log = authorizer.lines.join("");
  // An allowed request has no line.
  expect(authorizer.lines).toHaveLength(3);
  expect([...parts, mintToken(other)].filter((part) => log.includes(part.slice(0, 20)))).toEqual([]);
});

/** Calls the authorizer once, over real sockets, with an endpoint that behaves like this. */
async function callOver(behaviour: RequestListener): Promise<"answered" | "keys unavailable"> {
  const identity = await createIdentity();
  const server = await serveTls(identity, behaviour);
  try {
    const configuration = configurationWith({
      issuer: {
        jwks_url: `${server.url}/jwks.json`,
        ca_certificates_pem: identity.caCertificatesPem,
        jwks_fetch_timeout_seconds: 1,
      },
    });
    const { authorize } = createAuthorizer(configuration, {
      now: createClock().now,
      stopwatch: () => 0,
      random: () => 0,
      fetchJson,
      readSecret: () => Promise.reject(new Error("no issuer has a secret")),
      writeProof: () => Promise.reject(new Error("there is no table")),
      write: () => undefined,
      functionName: "orders",
    });
    return await authorize(event()).then(
      () => "answered",
      ({ message }: Error) => {
        expect(message).toMatch(/^The authorizer could not decide/);
        return "keys unavailable";
      },
    );
  } finally {
    await server.close();
  }
}
