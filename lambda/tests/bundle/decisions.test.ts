import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type RunningBundle, runBundle } from "../support/bundle.ts";
import { validDocument } from "../support/configuration.ts";
import { STAGE_ARN } from "../support/events.ts";
import { createSigningKey, type Json, jwks } from "../support/keys.ts";
import { callNow, issuerOf, settingsFor, untilInDays } from "../support/local-issuer.ts";
import {
  answering,
  createIdentity,
  type Identity,
  serveTls,
  type TestServer,
} from "../support/tls-server.ts";
import { startXrayDaemon } from "../support/xray-daemon.ts";

const key = createSigningKey("RS256");

let identity: Identity;
let server: TestServer;
let bundle: RunningBundle | undefined;

beforeAll(async () => {
  identity = await createIdentity();
  server = await serveTls(identity, answering(jwks(key)));
});
afterEach(async () => {
  await bundle?.stop();
  bundle = undefined;
});
afterAll(() => server.close());

/** The configuration of the function, which trusts the test's server. */
const configurationWith = (issuer: Json = {}): string =>
  JSON.stringify(
    validDocument({
      issuer: { ...settingsFor(server, identity), ...issuer },
    }),
  );

async function start(configuration: string): Promise<RunningBundle> {
  bundle = await runBundle(configuration);
  return bundle;
}

/** The public built-in modules among those that Node has loaded. */
const builtInsIn = (modules: readonly string[]): readonly string[] =>
  modules
    .map((name) => name.replace(/^NativeModule /, ""))
    .filter((name) => !/^internal\/|^Internal Binding /.test(name))
    .sort();

/** What `node:crypto` loads by itself. */
const TO_VERIFY = ["crypto"];
/** What `node:https` loads by itself. */
const TO_FETCH = [
  ...["https", "tls", "_tls_common", "_tls_wrap"],
  ...["_http_agent", "_http_client", "_http_common", "_http_incoming", "_http_outgoing", "_http_server"],
];

/** A call with a token that is valid now, except for the changes. */
const callWith = (claims: Json = {}): Json => callNow(server, key, claims);

describe("the bundle", () => {
  test("allows a valid token", async () => {
    const { initError, invoke } = await start(configurationWith());
    expect(initError).toBeUndefined();
    const { response, error, lines } = await invoke(callWith());
    expect(error).toBeUndefined();
    expect(response).toMatchObject({
      principalId: "user-1",
      policyDocument: { Statement: [{ Effect: "Allow", Resource: [`${STAGE_ARN}/*`] }] },
      context: { sub: "user-1", iss: issuerOf(server) },
    });
    expect(lines).toEqual([]);
  });

  test("refuses an invalid token with a 401 and logs the reason in one line", async () => {
    const { invoke } = await start(configurationWith());
    const { response, error, lines } = await invoke(callWith({ aud: "other" }));
    expect(response).toBeUndefined();
    expect(error).toBe("Unauthorized");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { reason: "audience_mismatch", lambda_request_id: "79104EXAMPLE-b723" },
    ]);
  });

  test("fails with a 500 when the keys are unavailable", async () => {
    const { invoke } = await start(configurationWith({ jwks_url: "https://127.0.0.1:1/" }));
    const { error, lines } = await invoke(callWith());
    expect(error).not.toBe("Unauthorized");
    expect(lines.map((line) => JSON.parse(line).reason)).toContain("keys_unavailable");
  });

  test("reads a compressed configuration", async () => {
    const { invoke } = await start(gzipSync(configurationWith()).toString("base64"));
    expect((await invoke(callWith())).response).toBeDefined();
  });

  test("starts to fetch the keys before the first request", async () => {
    const before = server.requests();
    const { invoke } = await start(configurationWith());
    await expect.poll(server.requests, { timeout: 10_000 }).toBe(before + 1);
    expect((await invoke(callWith())).response).toBeDefined();
    expect(server.requests()).toBe(before + 1);
  });

  test("answers a self-check with the keys that it fetches from the endpoint", async () => {
    const { invoke } = await start(configurationWith());
    const { response, lines } = await invoke({ self_check: { require_keys: true } });
    expect(response).toMatchObject({
      self_check: {
        configuration_sha256: createHash("sha256").update(configurationWith()).digest("hex"),
        trusted_issuers: { default: [{ kind: "endpoint", state: "fresh", usable_keys: 1 }] },
      },
    });
    expect(lines).toEqual([]);
  });

  test("throws an error with all faults at load when its configuration is invalid", async () => {
    const { initError } = await start(
      configurationWith({ audience: [], algorithms: ["none"], audiance: ["x"] }),
    );
    expect(initError).toMatch(/^ConfigError: AUTHORIZER_CONFIG can't be used:\n/);
    expect(initError?.split("\n").slice(1)).toEqual([
      expect.stringMatching(/^ {2}trusted_issuers\.default\.audiance is an unknown attribute/),
      expect.stringMatching(/^ {2}trusted_issuers\.default\.audience must be a list/),
      expect.stringMatching(/^ {2}trusted_issuers\.default\.algorithms\[0\] must be one of/),
    ]);
  });

  test("throws an error at load when it has no configuration", async () => {
    expect((await start("")).initError).toBe(
      "ConfigError: AUTHORIZER_CONFIG can't be used:\n  (top) is not set",
    );
  });

  test("loads only node:crypto up to its first decision when its keys are in the configuration", async () => {
    const { invoke } = await start(configurationWith({ jwks_url: null, jwks: jwks(key) }));
    const { response, modules } = await invoke(callWith());
    expect(response).toBeDefined();
    expect(builtInsIn(modules).filter((name) => !TO_VERIFY.includes(name))).toEqual([]);
    expect(modules).toContain("NativeModule crypto");
  });

  test("also loads node:https when it has keys to fetch, but not undici", async () => {
    const { invoke } = await start(configurationWith());
    const { response, modules } = await invoke(callWith());
    expect(response).toBeDefined();
    const known = [...TO_VERIFY, ...TO_FETCH];
    expect(builtInsIn(modules).filter((name) => !known.includes(name))).toEqual([]);
    expect(modules).toContain("NativeModule https");
    expect(modules.filter((name) => /undici/i.test(name))).toEqual([]);
  });

  test("reports a fetch to X-Ray if the invocation is sampled", async () => {
    const daemon = await startXrayDaemon();
    const tracing = JSON.stringify({ ...JSON.parse(configurationWith()), trace_key_fetches: true });
    for (const isSampled of [0, 1]) {
      await bundle?.stop();
      bundle = await runBundle(tracing, {
        _X_AMZN_TRACE_ID: `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad${isSampled};Sampled=${isSampled}`,
        AWS_XRAY_DAEMON_ADDRESS: daemon.address,
      });
      expect((await bundle.invoke(callWith())).response).toBeDefined();
    }
    expect(await daemon.next()).toMatchObject({ name: "keys of default", parent_id: "53995c3f42cd8ad1" });
  });

  test("makes its first decision with seed keys before it loads node:https", async () => {
    const until = untilInDays(1);
    const { invoke } = await start(configurationWith({ jwks: jwks(key), jwks_use_until: until }));
    const first = await invoke(callWith());
    expect(first.response).toBeDefined();
    expect(builtInsIn(first.modules).filter((name) => !TO_VERIFY.includes(name))).toEqual([]);
    await expect.poll(server.requests, { timeout: 10_000 }).toBeGreaterThan(0);
  });
});
