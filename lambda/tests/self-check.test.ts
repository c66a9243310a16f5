import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { repositoryPath } from "../build/archives.ts";
import { versionSource } from "../build/version.ts";
import { VERSION } from "../src/version.ts";
import { validDocument } from "./support/configuration.ts";
import { bearer, EVENT_OF, type Shape } from "./support/events.ts";
import { createSigningKey, type Json, jwks, publicJwk } from "./support/keys.ts";
import {
  CONTEXT,
  documentWithIssuers,
  down,
  SECRET_ISSUER,
  SELF_CHECK,
  startFunction,
} from "./support/self-check.ts";
import { mintToken } from "./support/tokens.ts";

const key = createSigningKey("ES256");
const DOCUMENT = JSON.stringify(validDocument());
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const locationOf = (document: string): string =>
  JSON.stringify({ configuration_s3: { bucket: "configurations", key: "a.json", sha256: sha256(document) } });

const isUp = { keys: () => jwks(key) };

describe("the answer to a self-check", () => {
  test("has the versions, the hash of the configuration and the key sources of each issuer, and nothing else", async () => {
    const { handler } = startFunction(DOCUMENT, isUp);
    expect(await handler(SELF_CHECK, CONTEXT)).toEqual({
      self_check: {
        version: VERSION,
        configuration_sha256: sha256(DOCUMENT),
        node_version: process.version,
        function_version: "7",
        trusted_issuers: {
          default: [
            { kind: "endpoint", state: "fresh", age_seconds: 0, usable_keys: 1, last_fetch_error: null },
          ],
        },
      },
    });
  });

  test("has the version in package.json", async () => {
    expect(await readFile(repositoryPath("lambda/src/version.ts"), "utf8")).toBe(await versionSource());
    const { version } = JSON.parse(await readFile(repositoryPath("package.json"), "utf8"));
    expect(VERSION).toBe(version);
  });

  test("has no function version outside of Lambda", async () => {
    const { handler } = startFunction(DOCUMENT, isUp);
    expect(await handler(SELF_CHECK)).toMatchObject({ self_check: { function_version: null } });
  });

  test("has the hash of the document itself if the environment contains it compressed", async () => {
    const { check } = startFunction(gzipSync(DOCUMENT).toString("base64"), isUp);
    expect((await check()).configuration_sha256).toBe(sha256(DOCUMENT));
  });

  test("waits for a configuration in S3, and has its hash", async () => {
    const { check } = startFunction(locationOf(DOCUMENT), { ...isUp, object: DOCUMENT });
    expect(await check()).toMatchObject({
      configuration_sha256: sha256(DOCUMENT),
      trusted_issuers: { default: [{ state: "fresh" }] },
    });
  });

  test("is an error with the reason if the configuration in S3 is not the expected one, and no refusal", async () => {
    const { check, lines } = startFunction(locationOf("another"), { ...isUp, object: DOCUMENT });
    await expect(check()).rejects.toThrow(
      /^configuration_unavailable: .*\n *configuration_s3\.sha256 does not match/,
    );
    expect(lines).toEqual([]);
  });

  test("waits for the keys that are being fetched", async () => {
    let arrive: (document: Json) => void = () => undefined;
    const { check } = startFunction(DOCUMENT, {
      keys: () =>
        new Promise((resolve) => {
          arrive = resolve;
        }),
    });
    const answer = check();
    await new Promise(setImmediate);
    arrive(jwks(key));
    expect(await answer).toMatchObject({ trusted_issuers: { default: [{ usable_keys: 1 }] } });
  });

  test("contains no URL, key, key ID or secret", async () => {
    const { check, clock, surroundings } = startFunction(
      documentWithIssuers({
        endpoint: { jwks_url: "https://login.example.com/keys?token=s3cret" },
        secret: SECRET_ISSUER,
      }),
      isUp,
    );
    const answers = [await check()];
    surroundings.keys = down;
    surroundings.secret = down;
    clock.advanceSeconds(600);
    answers.push(await check());
    expect(answers).toMatchObject([
      { trusted_issuers: { endpoint: [{ state: "fresh" }], secret: [{ state: "fresh" }] } },
      { trusted_issuers: { endpoint: [{ state: "stale" }], secret: [{ state: "stale" }] } },
    ]);
    const hidden = ["https:", "example.com", "s3cret", key.kid, String(publicJwk(key)["x"])];
    for (const text of [...hidden, "cccc", "pppp", "arn:"]) {
      expect(JSON.stringify(answers)).not.toContain(text);
    }
  });
});

describe("the table of revocation", () => {
  const revocation = { table: "orders-revocations", cache_ttl_seconds: 30, fail: "closed" };
  const document = JSON.stringify(validDocument({ top: { revocation } }));

  test.each([
    ["in the environment", document],
    ["in S3", locationOf(document)],
  ])("is read by an item that no token has, with the configuration %s", async (_place, configured) => {
    const { check, surroundings } = startFunction(configured, { ...isUp, object: document });
    expect((await check()).revocation).toEqual({ read_error: null });
    // Once at the start, and once for the answer.
    expect(surroundings.table.reads).toEqual([["(none) jti#self-check"], ["(none) jti#self-check"]]);
  });

  test("that can't be read is in the answer, and an error if keys are required", async () => {
    const { check, handler, surroundings, lines } = startFunction(document, isUp);
    surroundings.table.instead = () => {
      throw Object.assign(new Error("arn:aws:S3CR3T"), { name: "AccessDeniedException" });
    };
    expect((await check()).revocation).toEqual({ read_error: "AccessDeniedException" });
    await expect(handler({ self_check: { require_keys: true } }, CONTEXT)).rejects.toThrow(
      /^the table of revocation can't be read \(AccessDeniedException\)$/,
    );
    expect(lines).toEqual([]);
  });

  test("is not in the answer of a function without one", async () => {
    const { check } = startFunction(DOCUMENT, isUp);
    expect(await check()).not.toHaveProperty("revocation");
  });
});

describe("an event that is not exactly a self-check is refused like any unknown event", () => {
  test.each([
    { self_check: null },
    { self_check: true },
    { self_check: "{}" },
    { self_check: [] },
    { self_check: { require_keys: "true" } },
    { self_check: { require_keys: true, other: 1 } },
    { self_check: { __proto__: null, constructor: true } },
    { self_check: {}, type: "SELF" },
    { self_check: {}, headers: {} },
    Object.create({ self_check: {} }),
    [{ self_check: {} }],
    '{"self_check":{}}',
    {},
    null,
    undefined,
  ])("%j", async (event) => {
    const { handler, lines } = startFunction(DOCUMENT, isUp);
    await expect(handler(event, CONTEXT)).rejects.toThrow("could not decide");
    expect(lines.map((line) => JSON.parse(line).reason)).toEqual(["event_unrecognized"]);
  });
});

describe("no request to an API can ask for a self-check", () => {
  const payload = JSON.stringify(SELF_CHECK);
  const call = {
    headers: {
      ...bearer(mintToken(key)).headers,
      self_check: "{}",
      "Self-Check": payload,
      ["__proto__"]: payload,
      "Content-Type": "application/json",
    },
    query: { self_check: "{}", "self_check[require_keys]": "true", body: payload },
    cookies: ["self_check={}"],
    path: `/orders/${payload}`,
    method: "self_check",
  };

  test.each(Object.keys(EVENT_OF) as Shape[])("%s", async (shape) => {
    const { handler } = startFunction(
      JSON.stringify(
        validDocument({ top: { websocket_token_source: { header: "Authorization", scheme: "Bearer" } } }),
      ),
      isUp,
    );
    // A gateway adds no body to the event of an authorizer. If it did, it would be under a name of the gateway.
    const event = { ...EVENT_OF[shape](call), body: payload };
    const answer = await handler(event, CONTEXT);
    expect(answer).toMatchObject({ principalId: "user-1", policyDocument: { Version: "2012-10-17" } });
    expect(JSON.stringify(answer)).not.toContain("self_check");
    await expect(handler({ ...event, self_check: {} }, CONTEXT)).resolves.toEqual(answer);
  });

  test.each(Object.keys(EVENT_OF) as Shape[])(
    "%s, with the payload in the place of a token",
    async (shape) => {
      const { handler } = startFunction(DOCUMENT, isUp);
      const event = EVENT_OF[shape]({ ...call, ...bearer(payload), query: { access_token: payload } });
      await expect(handler(event, CONTEXT)).rejects.toThrow(/^Unauthorized$/);
    },
  );
});

describe("with require_keys", () => {
  const event = { self_check: { require_keys: true } };

  test("the answer is the same if every key source has usable keys, be they stale", async () => {
    const { handler, check, clock, surroundings } = startFunction(DOCUMENT, isUp);
    expect(await handler(event, CONTEXT)).toEqual({ self_check: await check() });
    surroundings.keys = down;
    clock.advanceSeconds(600);
    expect(await handler(event, CONTEXT)).toMatchObject({
      self_check: { trusted_issuers: { default: [{ state: "stale", usable_keys: 1 }] } },
    });
  });

  test("key sources without usable keys are an error that names each, without a stack", async () => {
    const { handler } = startFunction(
      documentWithIssuers({
        main: {},
        partner: { issuer: "https://partner.example.com/", jwks_url: "https://partner.example.com/keys" },
        devices: SECRET_ISSUER,
      }),
      {},
    );
    const error = await handler(event, CONTEXT).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: "SelfCheckError",
      message:
        "trusted_issuers.main has no usable keys (endpoint, missing: status 503); " +
        "trusted_issuers.partner has no usable keys (endpoint, missing: status 503)",
      stack: expect.stringMatching(/^SelfCheckError: [^\n]*$/),
    });
  });

  test("set to false, they are no error", async () => {
    const { handler } = startFunction(DOCUMENT, {});
    await expect(handler({ self_check: { require_keys: false } }, CONTEXT)).resolves.toMatchObject({
      self_check: { trusted_issuers: { default: [{ state: "missing", usable_keys: 0 }] } },
    });
  });
});
